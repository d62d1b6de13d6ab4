// Usage and cost as CSV, with the filters of the page.
import { signedIn } from '../api.server.ts';
import { costsQueryOf } from './costs-query.ts';
import { fileResponse } from '../components/file-response.ts';

export const loader = signedIn(async ({ request, context: { api } }) => {
  const { name, text } = await api.costs.export(costsQueryOf(request, 'app'));
  return fileResponse(name, text, 'text/csv');
});
