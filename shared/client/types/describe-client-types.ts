import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { z } from 'zod';
import { contract } from '../../contract/index.ts';
import type { Operation } from '../../contract/operation.ts';

const HEAD = `// Written by npm run client:types from shared/contract. The package of the client has no dependencies, so it cannot
// take its types from there.
`;

const list: Operation[] = Object.values(contract).flatMap((group) => Object.values<Operation>(group));

/** The text of shared/client/operations.ts: input and output of every operation, and its method and path. */
export async function describeClientTypes(): Promise<string> {
  const definitions: Record<string, JSONSchema> = {};
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
    const suffix = io === 'input' ? 'Input' : '';
    const { $defs = {}, $schema: _version, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    const renamed = (part: object) =>
      JSON.parse(
        JSON.stringify(part).replaceAll(/"#\/\$defs\/(\w+)"/g, `"#/definitions/$1${suffix}"`),
      ) as JSONSchema;
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...plain } = definition as JSONSchema;
      definitions[`${name}${suffix}`] = renamed(plain);
    }
    const { id: _id, ...plain } = renamed(rest);
    return plain;
  };
  const properties = Object.fromEntries(
    list.map(({ id, summary, input, output }) => [
      id,
      objectOf({ input: schemaOf(input, 'input'), output: schemaOf(output, 'output') }, summary),
    ]),
  );
  const root: JSONSchema = { ...objectOf(properties), definitions };
  const types = await compile(root, 'Operations', {
    bannerComment: '',
    format: true,
    style: { singleQuote: true, printWidth: 110 },
    ignoreMinAndMaxItems: true,
  });
  const routes = list.map(({ id, method, path }) => `  ${id}: ['${method}', '${path}'],`);
  return `${HEAD}${types}\n/** Method and path of each operation. */\nexport const routes = {\n${routes.join('\n')}\n} as const;\n`;
}

const objectOf = (properties: Record<string, JSONSchema>, description?: string): JSONSchema => ({
  type: 'object',
  ...(description && { description }),
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
