// npm start. Plain JavaScript, so that an old Node reads far enough to say what is wrong.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Docent needs Node 24; this is ${process.version}. npm start brings its own: run npm install without --omit=optional.`,
  );
  process.exit(1);
}

await import('./main.ts');
