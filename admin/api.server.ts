// Loaders and actions of signed-in admins: the panel's only way to data, and what happens when a call is refused.
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { LOGIN_ENDED } from '../shared/contract/login-header.panel.ts';
import { setLoginCookie } from './access/login-cookie.server.ts';
import type { Admin } from './types.ts';

/** Why a call was refused: one message for the form, or one for each invalid field. */
export type Problem = {
  status: number;
  message: string | null;
  fields: Record<string, string>;
  /** Of the contract's errors, where the call was refused by a use case. */
  code?: string | undefined;
};

/**
 * A loader or action for signed-in admins. Others are sent to the login and return afterwards, or sign in over the open
 * page. A refusal that the handler does not catch becomes an error page with its message and status.
 */
export const signedIn =
  <T>(handle: (args: ActionFunctionArgs, admin: Admin) => Promise<T>) =>
  async (args: ActionFunctionArgs): Promise<T> => {
    try {
      const admin = await args.context.api.session.current();
      if (!admin) throw toLogin(args.request);
      return await handle(args, admin);
    } catch (error) {
      if (!(error instanceof TRPCError)) throw error;
      if (error.code === 'UNAUTHORIZED') throw toLogin(args.request);
      const { status, message } = problemOf(error);
      if (status === 403) throw data(await withOwners(args, error), { status });
      throw data(message ?? 'This address is not valid.', { status });
    }
  };

/** What a page is refused with: why, and whom to ask. What is for the team alone no owner of a workspace can open. */
export type NotAllowed = { message: string; workspace: string | null; emails: string[] };

async function withOwners(
  { context: { api }, params }: LoaderFunctionArgs,
  error: TRPCError,
): Promise<NotAllowed> {
  const isOfTeam = (error.cause as Refusal | undefined)?.details?.['of_team'] === true;
  const ids = isOfTeam ? {} : { app_id: params['appId'], workspace_id: params['workspaceId'] };
  return { message: error.message, ...(await api.account.owners(ids)) };
}

/**
 * The problem to show beside a form.
 * @throws the error itself, if it is not a refusal, or if only a new login helps
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof ZodError) return { status: 400, message: null, fields: fieldsOf(error.issues) };
  if (!(error instanceof TRPCError)) throw error;
  const { issues, status = 400, code } = (error.cause ?? {}) as Refusal;
  if (!issues) return { status, message: error.message, fields: {}, code };
  return { status, message: null, fields: fieldsOf(issues) };
}

function fieldsOf(issues: Issue[]): Problem['fields'] {
  const fields: Problem['fields'] = {};
  for (const { path, message } of issues) {
    const [field = '', entry] = path;
    const place = typeof entry === 'number' ? `Entry ${entry + 1} ` : '';
    fields[String(field)] ??= capitalized(`${place}${message}`);
  }
  return fields;
}

/** Reads the text fields of a form by name; an empty string for a missing one. */
export async function readForm(request: Request) {
  const form = await request.formData();
  return { form, text: (name: string) => textOf(form, name) };
}

/** A text field of a form; an empty string if it is missing or a file. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

type Issue = { path: PropertyKey[]; message: string };
type Refusal = { status?: number; issues?: Issue[]; code?: string; details?: Record<string, unknown> };

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** To the login page. An open page asks for the login instead, and sends the same request again. */
const toLogin = (request: Request): Response =>
  redirect(loginFor(request), { headers: { [LOGIN_ENDED]: 'yes' } });

/** The login page, with the address to return to. */
function loginFor(request: Request): string {
  const { pathname, search } = new URL(request.url);
  const page = pathname.replace(/^\/admin(?=\/|$)/, '').replace(/^\/$/, '');
  const to = request.method === 'GET' ? `${page}${search}` : '';
  return to ? `/login?to=${encodeURIComponent(to)}` : '/login';
}

/** Where a login continues: its next step, or the page that was requested. */
export function nextStep(stage: 'code' | 'password' | 'open', request: Request): string {
  const { search, searchParams } = new URL(request.url);
  return stage === 'open' ? safePath(searchParams.get('to')) : `/login/${stage}${search}`;
}

/**
 * The unfinished login of this browser, for the page of this step. Any other login is redirected to where it belongs.
 */
export async function atStage(stage: 'code' | 'password', { request, context }: LoaderFunctionArgs) {
  const login = await context.api.session.stage();
  if (login?.stage === stage) return { email: login.email };
  throw redirect(login ? nextStep(login.stage, request) : `/login${new URL(request.url).search}`);
}

/** The action of a login step: continues with the returned session, or returns the problem. */
export const stepOf =
  (
    stage: 'code' | 'password',
    take: (api: ActionFunctionArgs['context']['api'], text: (name: string) => string) => Promise<Begun>,
  ) =>
  async (args: ActionFunctionArgs) => {
    await atStage(stage, args);
    const { request, context } = args;
    const { text } = await readForm(request);
    try {
      const { token, stage: next } = await take(context.api, text);
      return redirect(nextStep(next, request), {
        headers: { 'Set-Cookie': setLoginCookie(token, context.secure) },
      });
    } catch (error) {
      const problem = problemOf(error);
      return data({ problem }, { status: problem.status });
    }
  };

type Begun = { token: string; stage: 'code' | 'password' | 'open' };

/** A path of the panel to go to after the login. Any other address becomes the overview. */
function safePath(to: string | null): string {
  if (!to?.startsWith('/') || !URL.canParse(to, 'http://panel')) return '/overview';
  const { origin, pathname, search, hash } = new URL(to, 'http://panel');
  const inside = origin === 'http://panel' && pathname !== '/' && !pathname.startsWith('//');
  return inside ? `${pathname}${search}${hash}` : '/overview';
}
