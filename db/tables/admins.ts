import type { Generated } from 'kysely';

type Role = 'owner' | 'admin' | 'analyst' | 'viewer';

export type AdminsTable = {
  admin_id: string;
  /** Lower case. */
  email: string;
  /** argon2id, PHC string. */
  password_hash: string;
  /** In the whole installation: of the team. Null: a member of single workspaces alone. */
  role: Role | null;
  created_at: Generated<Date>;
  /** The password was generated: it must be changed before anything else. */
  password_change_required: Generated<boolean>;
  /** Sealed with the master key. Not active before totp_confirmed_at. */
  totp_secret: Buffer | null;
  totp_confirmed_at: Date | null;
  /** The time step of the last accepted code: no code is accepted twice. */
  totp_last_step: number | null;
  /** The kinds of mail that the admin has chosen; null: those of the role. */
  mails: string[] | null;
};

export type AdminSessionsTable = {
  /** HMAC of the cookie's value. */
  token_hash: Buffer;
  admin_id: string;
  expires_at: Date;
  created_at: Generated<Date>;
  /** Identifies the login in lists. Not a secret. */
  login_id: string;
  /** The password was right; the code is still required. */
  awaits_code: Generated<boolean>;
  user_agent: string;
  ip: string;
  last_seen_at: Generated<Date>;
};

export type AdminRecoveryCodesTable = { admin_id: string; code_hash: Buffer };

export type WorkspaceMembersTable = {
  workspace_id: string;
  admin_id: string;
  role: Role;
  created_at: Generated<Date>;
  /** The kinds of mail that the member has chosen for this workspace; null: as for all of theirs. */
  mails: string[] | null;
};

export type AdminInvitationsTable = {
  invitation_id: string;
  /** Lower case. */
  email: string;
  role: Role;
  /** Null: into the team. */
  workspace_id: string | null;
  /** HMAC of the token in the link. */
  token_hash: Buffer;
  expires_at: Date;
  created_at: Generated<Date>;
};

/** Who an admin is at an OpenID provider: issuer and subject never change. */
export type AdminIdentitiesTable = {
  issuer: string;
  subject: string;
  admin_id: string;
  created_at: Generated<Date>;
};

export type PasswordResetsTable = {
  /** HMAC of the token in the link. */
  token_hash: Buffer;
  admin_id: string;
  expires_at: Date;
  created_at: Generated<Date>;
};

export type LoginAttemptsTable = {
  /** HMAC of the subject: an e-mail address, an IP address or an admin. */
  subject: Buffer;
  failures: number;
  ends_at: Date;
};
