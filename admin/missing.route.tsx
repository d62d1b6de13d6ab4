// Every other address: a plain 404 on the root's error page, without a line in the log.
import { data } from '@remix-run/node';

export const loader = () => {
  throw data('There is no such page in the panel.', { status: 404 });
};

/** Never shown; a route without a view would answer with bare text. */
export default function Missing() {
  return null;
}
