// Fields of OpenAI's requests. What changes the answer is honoured or refused by name; what clients always send is taken.
import { z } from 'zod';
import { EndUserSignature, Filter, label, SessionId } from '../../../shared/contract/index.ts';

/** Refused unless it is absent, null or one of the values that change nothing. */
export const only = (what: string, ...neutral: z.util.Primitive[]) =>
  z
    .unknown()
    .refine((value) => value === undefined || value === null || neutral.includes(value as never), {
      error:
        neutral.length > 0
          ? `${what} not supported; send ${neutral.join(' or ')}, or leave it out`
          : `${what} not supported; leave it out`,
    })
    .optional();

/** An optional field: some clients send an empty text for one that they do not have. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.nullish());

/** Who asks and where, alike in both APIs. */
export const context = {
  model: optional(label(200)),
  user: optional(label(200)),
  safety_identifier: optional(label(200)),
  end_user_signature: optional(EndUserSignature),
  session_id: optional(SessionId),
  filter: Filter.nullish(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
};

/** Taken and not used: it changes where or how fast an answer is made, not what it says. */
const unused = z.unknown().optional();

/** Hints to OpenAI's own machines, and what its clients add by themselves. */
export const hints = {
  store: unused,
  service_tier: unused,
  prompt_cache_key: unused,
  prompt_cache_options: unused,
  prompt_cache_retention: unused,
  prediction: unused,
  parallel_tool_calls: unused,
  max_tool_calls: unused,
};

/** Tools may be offered: a model need not call one. They must not be asked for. */
export const tools = {
  tools: z.array(z.unknown()).max(1_000).nullish(),
  tool_choice: z
    .unknown()
    .refine((choice) => choice === undefined || choice === null || choice === 'none' || choice === 'auto', {
      error: 'must be none or auto: this endpoint calls no tools',
    })
    .optional(),
};
export const NO_TOOLS =
  'The tools were not used: this endpoint answers from its documents and calls no tools.';

/** How the model picks its words; passed on to it. */
export const sampling = {
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.int().min(-2_147_483_648).max(2_147_483_647).nullish(),
  stop: z.union([z.string().min(1).max(500), z.array(z.string().min(1).max(500)).max(4)]).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
};

/** Names every unknown field and says what to do; a schema that is strict says only that it is there. */
export const refuseUnknown: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'unrecognized_keys'
    ? `${issue.keys.join(', ')}: not supported; leave out what this endpoint does not document`
    : undefined;
