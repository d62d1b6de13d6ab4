// npm start. Plain JavaScript, so that an old Node reads far enough to say what is wrong.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Docent needs Node 24; this is ${process.version}. npm start brings its own: run npm install without --omit=optional.`,
  );
  process.exit(1);
}

// The panel's pages are made by React, whose development build is many times slower.
process.env.NODE_ENV ??= 'production';
await import('./main.ts');
