// The results of an evaluation run as CSV.
import { signedIn } from '../api.server.ts';
import { fileResponse } from '../components/file-response.ts';

export const loader = signedIn(async ({ params, context: { api } }) => {
  const { name, text } = await api.evaluationFiles.results({
    app_id: params['appId']!,
    run_id: params['runId']!,
  });
  return fileResponse(name, text, 'text/csv');
});
