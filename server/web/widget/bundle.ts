// Builds /widget.js from server/web/widget/browser: one classic script without dependencies.
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Of the Markdown package, the widget needs the lexer alone. What follows in its file uses all of it while it loads,
 * so the bundler could not leave out the rest, which is a third.
 */
const lexerAlone: Plugin = {
  name: 'lexer-alone',
  transform: (code, id) =>
    id.endsWith('/marked.esm.js')
      ? code.replace(
          /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse[^]*[{,](\w+) as Lexer[^]*$/,
          'export{$2 as Lexer};',
        )
      : null,
};

/** @param watch rebuild when a source changes, for npm run dev */
export const bundleWidget = (watch = false) =>
  build({
    configFile: false,
    root: path('./browser'),
    logLevel: 'warn',
    plugins: [lexerAlone],
    build: {
      outDir: path('../../../build/widget'),
      emptyOutDir: true,
      target: 'es2022',
      lib: {
        entry: path('./browser/main.ts'),
        formats: ['iife'],
        name: 'docentWidget',
        fileName: () => 'widget.js',
      },
      rollupOptions: { treeshake: 'smallest' },
      watch: watch ? {} : null,
    },
  });

if (import.meta.main) await bundleWidget(process.argv.includes('--watch'));
