// The OpenAPI document as the portal reads it: as loosely typed as it is.
import type { createDocument } from 'zod-openapi';

export type OpenApi = ReturnType<typeof createDocument>;
export type Schema = Record<string, any>;
/** Resolves a `$ref`. */
export type Resolve = (schema: Schema) => Schema;
