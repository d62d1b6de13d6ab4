// A form's fields as the input that a schema of the contract describes: text becomes numbers, dates and lists.
import { configureCoercion } from '@conform-to/zod/v4/future';
import { z } from 'zod';

type Coerce = (value: unknown) => unknown;
type Definition = { type: string; innerType?: unknown; element?: unknown };

const definitionOf = (schema: unknown) => (schema as { _zod: { def: Definition } })._zod.def;

const isBlank = (value: unknown) => typeof value === 'string' && value.trim() === '';

/** Several values of one name, or one text with its values between commas, spaces or lines. */
const listOf =
  (element: Coerce): Coerce =>
  (value) =>
    value === undefined
      ? undefined
      : [value]
          .flat()
          .flatMap((one) => (typeof one === 'string' ? one.split(/[\s,%]+/).filter(Boolean) : []))
          .map(element);

/** How a schema's value is read from a field; null: as Conform reads it. */
function coercionOf(schema: unknown): Coerce | null {
  const { type, innerType, element } = definitionOf(schema);
  // What this module does not read itself, such as an object, Conform does.
  const inner = innerType === undefined ? null : coercionOf(innerType);
  switch (type) {
    case 'nullable':
      return inner && ((value) => (value === undefined || isBlank(value) ? null : inner(value)));
    case 'optional':
    case 'default': {
      // An empty field of a list is an empty list, one that may be null is null.
      const keeps = ['nullable', 'array'].includes(definitionOf(innerType).type);
      return (
        inner && ((value) => (value === undefined || (isBlank(value) && !keeps) ? undefined : inner(value)))
      );
    }
    case 'array':
      return listOf(coercionOf(element) ?? ((value) => value));
    case 'number':
      return (value) => (typeof value === 'string' ? Number(value.trim() || NaN) : value);
    case 'date':
      return (value) => (typeof value === 'string' ? new Date(value) : value);
    case 'enum':
      return (value) => value;
    case 'boolean':
      return (value) => value === 'true' || value === 'on' || value === 'yes';
    case 'string':
      return (value) => (typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '');
    default:
      return null;
  }
}

/** A field named `limits.tokens_per_day` belongs to the object `limits`. */
function nested(fields: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [outer = '', inner] = name.split('.');
    if (inner === undefined) result[outer] = value;
    else result[outer] = { ...(result[outer] as object | undefined), [inner]: value };
  }
  return result;
}

const { coerceFormValue } = configureCoercion({ customize: coercionOf });

/**
 * Reads a form by a schema.
 * @param more values that do not come from the form, such as those of the page's address
 * @throws ZodError naming the fields that are wrong
 */
export function readInput<S extends z.ZodType>(form: FormData, schema: S, more: object = {}): z.output<S> {
  const fields = Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
  return coerceFormValue(schema).parse(known(schema, { ...nested(fields), ...more }));
}

/** Without the intent, and the parts of the page's address that the schema does not ask for. */
const known = (schema: z.ZodType, fields: Record<string, unknown>): Record<string, unknown> =>
  schema instanceof z.ZodObject
    ? Object.fromEntries(Object.entries(fields).filter(([name]) => name in schema.shape))
    : fields;
