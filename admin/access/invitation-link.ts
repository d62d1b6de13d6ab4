/** The link of an invitation, at the address by which the panel was opened. */
export function invitationLink(request: Request, secure: boolean, token: string): string {
  const { protocol, host } = new URL(request.url);
  return `${secure ? 'https:' : protocol}//${host}/admin/invitation/${token}`;
}
