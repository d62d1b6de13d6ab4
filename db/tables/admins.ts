import type { Generated } from 'kysely';

type Role = 'owner' | 'admin' | 'analyst' | 'viewer';

export type AdminsTable = {
  admin_id: string;
  /** Lower case. */
  email: string;
  /** argon2id, PHC string. */
  password_hash: string;
  role: Generated<Role>;
  created_at: Generated<Date>;
  /** The password was made by the server: nothing but changing it is possible. */
  password_change_required: Generated<boolean>;
  /** Sealed under the master key; before totp_confirmed_at it is only being set up. */
  totp_secret: Buffer | null;
  totp_confirmed_at: Date | null;
  /** The time step of the last code that was taken: no code is taken twice. */
  totp_last_step: number | null;
};

export type AdminSessionsTable = {
  /** HMAC of the cookie's value. */
  token_hash: Buffer;
  admin_id: string;
  expires_at: Date;
  created_at: Generated<Date>;
  /** Names the login in lists; it opens nothing. */
  login_id: string;
  /** The password was right, the second factor is still to come. */
  awaits_code: Generated<boolean>;
  user_agent: string;
  ip: string;
  last_seen_at: Generated<Date>;
};

export type AdminRecoveryCodesTable = { admin_id: string; code_hash: Buffer };

export type AdminInvitationsTable = {
  invitation_id: string;
  /** Lower case. */
  email: string;
  role: Role;
  /** HMAC of the token in the link. */
  token_hash: Buffer;
  expires_at: Date;
  created_at: Generated<Date>;
};

export type LoginAttemptsTable = {
  /** HMAC of what is counted: an e-mail address, an IP address, an admin. */
  subject: Buffer;
  failures: number;
  ends_at: Date;
};
