import { z } from 'zod';
import { identifier, label, Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';
import { AppId } from './apps.panel.ts';
import { mailKinds, type MailKind } from './mail-kinds.ts';
import { roles } from './roles.panel.ts';
import { WorkspaceId } from './workspaces.panel.ts';

/** The cookie that holds the token of an admin's login. */
export const LOGIN_COOKIE = 'docent_admin';
/** What a sign-in at the OpenID provider must come back with. */
export const FLOW_COOKIE = 'docent_oidc';
/** Remembers that somebody has signed in with this browser; it opens nothing. */
export const BROWSER_COOKIE = 'docent_browser';

export const Role = z.enum(roles);
const Mail = z.enum(Object.keys(mailKinds) as [MailKind, ...MailKind[]]);
const MailChoice = z.array(z.object({ kind: Mail, is_chosen: z.boolean() }));

export const AdminId = identifier('adm', 'Identifier of a team member.');
const LoginId = identifier('login', 'Identifier of a login. Not a secret.');
export const InvitationId = identifier('inv', 'Identifier of an invitation.');

/** A password as entered, right or wrong. */
const EnteredPassword = z.string().min(1, 'enter your password').max(1000);
const NewPassword = z
  .string()
  .min(12, 'must have at least 12 characters')
  .max(200, 'must have at most 200 characters');
const Code = z.string().trim().min(1, 'enter the code').max(40);
const Token = label(100);
const Stage = z.enum(['code', 'password', 'open']);
const Begun = z.object({ token: z.string(), stage: Stage });

const Login = z.object({
  login_id: LoginId,
  device: z.string(),
  ip: z.string(),
  created_at: Timestamp,
  last_seen_at: Timestamp,
  current: z.boolean(),
});

const Member = z.object({
  admin_id: AdminId,
  email: z.string(),
  role: Role,
  totp_on: z.boolean(),
  created_at: Timestamp,
  last_seen_at: Timestamp.nullable(),
});

export const InvitedAddress = z.email('must be an e-mail address').max(320);
export const Invitation = z.object({
  invitation_id: InvitationId,
  email: z.string(),
  role: Role,
  expires_at: Timestamp,
});

const RecoveryCodes = z.object({ recovery_codes: z.array(z.string()) });

/** Signing in: password, then a code if two-step sign-in is on, then a new password if one is required. */
const signingIn = {
  signIn: panelAction(
    'mutation',
    z.object({
      email: z.string().min(1).max(320),
      password: z.string().min(1).max(1000),
      browser: z.string().max(200).optional().describe('From an earlier login in this browser.'),
    }),
    Begun.extend({ browser: z.string() }),
  ),
  enterCode: panelAction('mutation', z.object({ code: Code }), Begun),
  setPassword: panelAction('mutation', z.object({ password: NewPassword }), z.object({ token: z.string() })),
  getInvitation: panelAction(
    'query',
    z.object({ token: Token }),
    z.object({
      email: z.string(),
      role: Role,
      /** The name of the workspace; null: into the team. */
      workspace: z.string().nullable(),
      /** Whether somebody has this address already: then they sign in, and are asked for no new password. */
      account: z.enum(['none', 'signed_out', 'signed_in']),
    }),
  ),
  acceptInvitation: panelAction(
    'mutation',
    z.object({ token: Token, password: NewPassword.optional() }),
    z.object({ token: z.string().nullable() }),
  ),
  getMail: panelAction('query', z.object({}), z.object({ is_set_up: z.boolean() })),
  getProvider: panelAction('query', z.object({}), z.object({ name: z.string().nullable() })),
  beginOidc: panelAction(
    'mutation',
    z.object({ to: z.string().max(2000) }),
    z.object({ url: z.string(), flow: z.string() }),
  ),
  finishOidc: panelAction(
    'mutation',
    z.object({ query: z.string().max(8000), flow: z.string().max(4000) }),
    Begun.extend({ to: z.string() }),
  ),
  requestReset: panelAction(
    'mutation',
    z.object({ email: z.string().trim().min(1, 'enter your e-mail address').max(320) }),
    z.void(),
  ),
  getReset: panelAction('query', z.object({ token: Token }), z.object({ email: z.string() })),
  resetPassword: panelAction('mutation', z.object({ token: Token, password: NewPassword }), z.void()),
  signOut: panelAction('mutation', z.object({ token: z.string() }), z.void()),
};

const account = {
  getAccount: panelAction(
    'query',
    z.object({}),
    z.object({
      email: z.string(),
      role: Role.nullable(),
      totp_on: z.boolean(),
      totp_setup: z.object({ secret: z.string(), uri: z.string(), qr_svg: z.string() }).nullable(),
      recovery_codes_left: z.int(),
      /** Null: this installation sends no mail. */
      mails: MailChoice.nullable(),
      /**
       * Workspaces that the person can choose mails for, with what counts there; `is_own`: it was chosen for this one. None for a
       * member of one workspace alone, whose choice is about nothing else.
       */
      workspace_mails: z.array(
        z.object({ workspace_id: z.string(), name: z.string(), is_own: z.boolean(), mails: MailChoice }),
      ),
      logins: z.array(Login),
    }),
  ),
  /** Whom to ask for another role where a page was refused. `workspace`: its name; null: only the team's owners can help. */
  findOwners: panelAction(
    'query',
    z.object({ app_id: AppId.optional(), workspace_id: WorkspaceId.optional() }),
    z.object({ workspace: z.string().nullable(), emails: z.array(z.string()) }),
  ),
  changePassword: panelAction(
    'mutation',
    z.object({ current_password: EnteredPassword, password: NewPassword }),
    z.object({ token: z.string() }),
  ),
  chooseMails: panelAction('mutation', z.object({ mails: z.array(Mail).default([]) }), z.void()),
  /** Null: as for all workspaces. */
  chooseMailsOf: panelAction(
    'mutation',
    z.object({ workspace_id: WorkspaceId, mails: z.array(Mail).nullable() }),
    z.void(),
  ),
  startTotp: panelAction('mutation', z.object({ current_password: EnteredPassword }), z.void()),
  confirmTotp: panelAction('mutation', z.object({ code: Code }), RecoveryCodes),
  cancelTotp: panelAction('mutation', z.object({}), z.void()),
  removeTotp: panelAction('mutation', z.object({ current_password: EnteredPassword }), z.void()),
  renewRecoveryCodes: panelAction('mutation', z.object({ current_password: EnteredPassword }), RecoveryCodes),
  endLogin: panelAction('mutation', z.object({ login_id: LoginId }), z.void()),
  endOtherLogins: panelAction('mutation', z.object({}), z.void()),
};

const team = {
  listTeam: panelAction(
    'query',
    z.object({}),
    z.object({ admins: z.array(Member), invitations: z.array(Invitation) }),
  ),
  inviteAdmin: panelAction(
    'mutation',
    z.object({ email: InvitedAddress, role: Role }),
    z.object({ token: z.string(), mailed: z.boolean() }),
  ),
  withdrawInvitation: panelAction('mutation', z.object({ invitation_id: InvitationId }), z.void()),
  changeRole: panelAction('mutation', z.object({ admin_id: AdminId, role: Role }), z.void()),
  removeAdmin: panelAction('mutation', z.object({ admin_id: AdminId }), z.void()),
  resetTotp: panelAction('mutation', z.object({ admin_id: AdminId }), z.void()),
};

export const admins = { ...signingIn, ...account, ...team };
