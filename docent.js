#!/usr/bin/env node
// npx docent. Plain JavaScript, so that an old Node can run it far enough to print the message below.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `docent needs Node 24, but this is ${process.version}. In the project's folder, run it as: npm exec docent -- …\n`,
  );
  process.exit(1);
}
await import('./commands/docent/main.ts');
