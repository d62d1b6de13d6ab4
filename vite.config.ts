// Builds the admin panel: build/panel/client (assets) and build/panel/server (what server/transport/panel/mount.ts loads).
import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

export default defineConfig(({ command }) => ({
  // In development vite would strip the base from the source folder's name.
  base: command === 'serve' ? '/' : '/admin/',
  plugins: [
    remix({
      appDirectory: 'admin',
      // Its own folder, because it is emptied first: the widget's build is next to it.
      buildDirectory: 'build/panel',
      basename: '/admin',
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_singleFetch: true,
        v3_routeConfig: true,
      },
    }),
  ],
  ssr: { noExternal: [/^@mantine/] },
}));
