// npm start. Plain JavaScript, so that an old Node can run it far enough to print the message below.
import module from 'node:module';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Docent needs Node 24, but this is ${process.version}. The project installs its own: run npm install without --omit=optional.`,
  );
  process.exit(1);
}

// Compiled code of the last start: compiling is a third of what a start computes. Threads find it by the variable. Where
// nothing can be written, each start compiles anew.
process.env.NODE_COMPILE_CACHE ??= new URL('node_modules/.cache/compiled', import.meta.url).pathname;
module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
// React's development build renders the panel many times slower.
process.env.NODE_ENV ??= 'production';
await import('./main.ts');
// Now, because a process that is killed keeps nothing.
module.flushCompileCache();
