// Loaded before everything else in the processes that tests start: they live for seconds, and V8 would need as many to
// optimize the embedded database (see shared/platform/run-command.ts).
import { setFlagsFromString } from 'node:v8';

for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
