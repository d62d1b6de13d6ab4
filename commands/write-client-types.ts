// npm run client:types — writes shared/client/operations.ts from the contract.
import { writeFileSync } from 'node:fs';
import { describeClientTypes } from '../shared/client/types/describe-client-types.ts';

writeFileSync(new URL('../shared/client/operations.ts', import.meta.url), await describeClientTypes());
