// The forms of a page. A form names its action in `intent`; its fields are read by a schema of the contract.
import { data, type ActionFunctionArgs } from '@remix-run/node';
import type { z } from 'zod';
import { problemOf, signedIn, textOf, type Problem } from './api.server.ts';
import { readInput } from './read-input.server.ts';
import type { Admin } from './types.ts';

type Args = ActionFunctionArgs['context'] & {
  form: FormData;
  request: Request;
  /** Response headers, such as a new cookie. */
  headers: Headers;
  /** The ids in the page's address, by their names in the contract. */
  ids: Record<string, string>;
  admin: Admin;
};

type Handler<T> = (args: Args) => Promise<T>;

/**
 * One form of a page.
 * @param schema of its fields, from the contract
 */
export const onSubmit =
  <S extends z.ZodType, T>(schema: S, act: (input: z.output<S>, args: Args) => Promise<T>): Handler<T> =>
  (args) =>
    act(readInput(args.form, schema, args.ids), args);

/** The result of a form under its intent: without JavaScript, the response must find its form again. */
export type FormResult<T> = { intent: string; done?: T; problem?: Problem };

/**
 * The action of a page. An intent may have a suffix after a space, if a page has the same form several times.
 * @param handlers by intent; a page with one form may leave the intent out and name its handler `default`
 */
export const formAction = <H extends Record<string, Handler<unknown>>>(handlers: H) =>
  signedIn(async ({ request, params, context }, admin) => {
    const form = await request.formData();
    const intent = textOf(form, 'intent');
    const handle = handlers[intent.split(' ')[0] || 'default'];
    if (!handle) throw data('Unknown action.', { status: 400 });
    const ids = Object.fromEntries(
      Object.entries(params).flatMap(([name, value]) =>
        value === undefined ? [] : [[name.replace('Id', '_id'), value]],
      ),
    );
    const headers = new Headers();
    try {
      const done = await handle({ ...context, form, request, headers, ids, admin });
      return data<FormResult<Awaited<ReturnType<H[keyof H]>>>>(
        {
          intent,
          // Null rather than undefined, which would get lost on the way to the browser.
          done: (done ?? null) as Awaited<ReturnType<H[keyof H]>>,
        },
        { headers },
      );
    } catch (error) {
      const problem = problemOf(error);
      return data<FormResult<Awaited<ReturnType<H[keyof H]>>>>(
        { intent, problem },
        { status: problem.status },
      );
    }
  });
