// Any other address: a 404 with the root's error page, not logged.
import { data } from '@remix-run/node';

export const loader = () => {
  throw data('This page does not exist.', { status: 404 });
};

/** Never rendered. A route without a view would respond with plain text. */
export default function Missing() {
  return null;
}
