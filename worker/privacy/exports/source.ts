import type { Db } from '../../../db/database.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { BlobStore } from '../../../shared/security/vault/blobs.ts';

export type Source = { db: Db; blobs: BlobStore; app: App; checkOn: () => Promise<void> };
