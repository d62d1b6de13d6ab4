import type { Generated } from 'kysely';

export type AdminsTable = {
  admin_id: string;
  /** Lower case. */
  email: string;
  /** argon2id, PHC string. */
  password_hash: string;
  role: Generated<'owner' | 'admin' | 'analyst' | 'viewer'>;
  created_at: Generated<Date>;
};

export type AdminSessionsTable = {
  /** HMAC of the cookie's value. */
  token_hash: Buffer;
  admin_id: string;
  expires_at: Date;
  created_at: Generated<Date>;
};
