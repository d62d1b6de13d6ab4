import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a command of the operator in a process of its own, at this terminal. Its exit code becomes ours. */
export const runScript = (name: string, words: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL(`../${name}.ts`, import.meta.url));
    const child = spawn(process.execPath, [script, ...words], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
