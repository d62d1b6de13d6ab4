// nginx with default settings in front: does it delay the first token?
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile } from '../load.ts';
import { atMost, chat, openSetting, sleep, type Finding } from './setting.ts';

const ROUNDS = 30;

export async function nginx(): Promise<Finding[]> {
  const setting = await openSetting();
  const folder = mkdtempSync(join(tmpdir(), 'docent-nginx-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
     http {
       access_log off; client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
       uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
       server { listen 127.0.0.1:${port}; location / { proxy_pass ${new URL(setting.url).origin}; } }
     }`,
  );
  const server = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'inherit' });
  try {
    await sleep(1_000);
    if (server.exitCode !== null) throw new Error('nginx did not start: apt-get install nginx-light');
    // Paced so that an answer takes 1.5 seconds: buffering until its end would be visible.
    Object.assign(setting.model.speech, { pieces: 50, everyMs: 30 });
    const direct: number[] = [];
    const through: number[] = [];
    const proxied = { key: setting.key, url: setting.url.replace(/:\d+\//, `:${port}/`) };
    for (let round = 0; round < ROUNDS; round++) {
      direct.push(await firstToken(setting, `d${round}`));
      through.push(await firstToken(proxied, `n${round}`));
    }
    const added = percentile(through, 0.5) - percentile(direct, 0.5);
    return [
      atMost(`first token directly, p50 in ms`, percentile(direct, 0.5), 1_000),
      atMost(`first token through nginx, p50 in ms`, percentile(through, 0.5), 1_000),
      atMost('added by nginx, p50 in ms', added, 20),
    ];
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
    await setting.close();
  }
}

async function firstToken(target: { url: string; key: string }, id: string): Promise<number> {
  const asked = performance.now();
  const one = await chat(target, id);
  await new Promise((resolve) => one.response.once('data', resolve));
  const ms = performance.now() - asked;
  await one.whole;
  return ms;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
