// OpenAPI documents whose schemas say the same in the words that programs which generate clients understand.

type Schema = { type?: unknown; format?: unknown; pattern?: unknown; anyOf?: Schema[] };

/** @returns the document, changed in place */
export function plainSchemas<Document extends object>(document: Document): Document {
  for (const part of Object.values(document))
    if (part !== null && typeof part === 'object') plainSchemas(part);
  simplify(document);
  return document;
}

function simplify(schema: Schema): void {
  // Generators make a date of it, to which no pattern applies.
  if (schema.format === 'date-time' || schema.format === 'date') delete schema.pattern;
  // A list of types is known to most only as one type and null.
  if (Array.isArray(schema.type) && schema.type.filter((type) => type !== 'null').length > 1) {
    schema.anyOf = schema.type.map((type) => ({ type }));
    delete schema.type;
  }
  // Of a choice within a choice, some keep only the outer one.
  if (Array.isArray(schema.anyOf))
    schema.anyOf = schema.anyOf.flatMap((one) =>
      one.anyOf && Object.keys(one).length === 1 ? one.anyOf : [one],
    );
}
