import type { Request, Response } from 'express';

/**
 * POST /register. Clients of the Model Context Protocol whose key is refused look for OAuth, end here, and show what they
 * get: the only place to say what is wrong. In the form of RFC 7591.
 */
export function refuseRegistration(_req: Request, res: Response): void {
  res.status(400).json({
    error: 'invalid_client_metadata',
    error_description:
      'This server has no OAuth. Send an API key with the header Authorization: Bearer sk_…; if you sent one, it was refused: check it in the panel.',
  });
}
