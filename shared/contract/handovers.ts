// Hand-over to a person: what an app offers when it has no answer, and the requests that visitors send.
import { z } from 'zod';
import { identifier, label, NOT_STORABLE, Page, PageMeta, SessionId, Timestamp } from './fields.ts';
import { operation } from './operation.ts';

export const MOST_HANDOVERS_A_SESSION = 5;

const HandoverId = identifier('hov', 'Identifier of a request for a person.');

const State = z.enum(['open', 'done']);

export const Handover = z
  .object({
    handover_id: HandoverId,
    session_id: SessionId,
    name: z.string().nullable(),
    contact: z.string(),
    message: z.string(),
    consent: z.string().describe('The text that the person agreed to.'),
    state: State,
    created_at: Timestamp,
    done_at: Timestamp.nullable(),
  })
  .meta({ id: 'Handover' });
export type Handover = z.infer<typeof Handover>;

export const RequestHandover = z.object({
  session_id: SessionId.describe('The conversation that it is about.'),
  name: label(200).optional(),
  contact: z
    .string()
    .trim()
    .min(3, 'must be an e-mail address or a telephone number')
    .max(200)
    .refine((text) => /@|\d{3}/.test(text.replaceAll(/[\s()/.-]/g, '')), {
      error: 'must be an e-mail address or a telephone number',
    })
    .refine((text) => text.isWellFormed() && !text.includes('\0'), NOT_STORABLE)
    .describe('How the person can be reached: an e-mail address or a telephone number.')
    .meta({ example: 'kim@example.com' }),
  message: z
    .string()
    .trim()
    .min(1)
    .max(4_000)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), NOT_STORABLE),
  consent: z.literal(true, 'must be true: the person must agree to the consent text'),
});
export type RequestHandover = z.output<typeof RequestHandover>;

export const ListHandovers = z.object({ ...Page, state: State.optional() });
export type ListHandovers = z.output<typeof ListHandovers>;

export const UpdateHandover = z.object({ handover_id: HandoverId, state: State });
export type UpdateHandover = z.output<typeof UpdateHandover>;

const One = z.object({ handover: Handover });

export const handovers = {
  requestHandover: operation({
    id: 'requestHandover',
    tag: 'Chat',
    summary: 'Ask for a person',
    description:
      'For apps that offer a form (`handover.kind` is `form` in an answer or GET /widget). What was entered is stored encrypted, shown ' +
      'in the panel, and announced by the webhook `handover.requested`. A publishable key needs the session secret, as X-Session-Secret.',
    method: 'post',
    path: '/handovers',
    scope: 'chat',
    bySessionSecret: true,
    status: 200,
    input: RequestHandover,
    output: z.object({ handover_id: HandoverId }),
    errors: ['session_not_found', 'handover_off', 'rate_limited'],
  }),
  listHandovers: operation({
    id: 'listHandovers',
    tag: 'Sessions',
    summary: 'List requests for a person, newest first',
    method: 'get',
    path: '/handovers',
    scope: 'sessions:read',
    status: 200,
    input: ListHandovers,
    output: z.object({ handovers: z.array(Handover), total: z.int(), meta: PageMeta }),
    errors: [],
  }),
  updateHandover: operation({
    id: 'updateHandover',
    tag: 'Sessions',
    summary: 'Mark a request for a person as done, or open it again',
    method: 'put',
    path: '/handovers/{handover_id}',
    scope: 'sessions:write',
    status: 200,
    input: UpdateHandover,
    output: One,
    errors: ['handover_not_found'],
  }),
};
