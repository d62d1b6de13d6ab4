/** A file as a response: a download, or a page to display. */
export const fileResponse = (name: string, text: string, mediaType: string, inline = false): Response =>
  new Response(text, {
    headers: {
      'Content-Type': `${mediaType}; charset=utf-8`,
      'Content-Disposition': `${inline ? 'inline' : 'attachment'}; filename="${name}"`,
      'Cache-Control': 'private, no-store',
    },
  });
