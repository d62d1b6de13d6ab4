// Builds /widget.js from server/web/widget/browser: one classic script without dependencies.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** @param watch rebuild when a source changes, for npm run dev */
export const bundleWidget = (watch = false) =>
  build({
    configFile: false,
    root: path('./browser'),
    logLevel: 'warn',
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
      watch: watch ? {} : null,
    },
  });

if (import.meta.main) await bundleWidget(process.argv.includes('--watch'));
