// npm start. Plain JavaScript, so that an old Node can run it far enough to print the message below.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Docent needs Node 24, but this is ${process.version}. The project installs its own: run npm install without --omit=optional.`,
  );
  process.exit(1);
}

// React's development build renders the panel many times slower.
process.env.NODE_ENV ??= 'production';
await import('./main.ts');
