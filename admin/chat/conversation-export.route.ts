// Downloads one conversation as JSON: the API's response, and where it comes from.
import { signedIn } from '../api.server.ts';

export const loader = signedIn(async ({ context: { api }, params }) => {
  const inApp = { app_id: params['appId']! };
  const { app } = await api.apps.get(inApp);
  const page = (before?: string) => api.sessions.get({ ...inApp, session_id: params['sessionId']!, before });
  let { session, older } = await page();
  while (older !== null) {
    const earlier = await page(older);
    session = { ...session, messages: [...earlier.session.messages, ...session.messages] };
    older = earlier.older;
  }
  const { app_id, name, workspace } = app;
  const body = { exported_at: new Date().toISOString(), app: { app_id, name, workspace }, session };
  return new Response(JSON.stringify(body, null, 2), {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="${session.session_id}.json"`,
      'Cache-Control': 'private, no-store',
    },
  });
});
