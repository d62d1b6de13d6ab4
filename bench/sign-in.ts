/** Of the admin of a benchmark. */
export const PASSWORD = 'correct-horse-battery';

/** Signs in to the panel with `PASSWORD`. @returns the headers of an admin's requests */
export async function signIn(url: string, email: string): Promise<Record<string, string>> {
  const response = await fetch(`${url}/admin/login`, {
    method: 'POST',
    headers: { origin: url },
    body: new URLSearchParams({ email, password: PASSWORD }),
    redirect: 'manual',
  });
  return { cookie: response.headers.getSetCookie()[0]!.split(';')[0]!, 'sec-fetch-site': 'same-origin' };
}
