// The questions of an evaluation set as CSV.
import { signedIn } from '../api.server.ts';
import { fileResponse } from '../components/file-response.ts';

export const loader = signedIn(async ({ params, context: { api } }) => {
  const { name, text } = await api.evaluationFiles.questions({
    app_id: params['appId']!,
    set_id: params['setId']!,
  });
  return fileResponse(name, text, 'text/csv');
});
