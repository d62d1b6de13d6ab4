import { z } from 'zod';
import { panelAction } from './action.ts';

export const admins = {
  signIn: panelAction(
    'mutation',
    z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1000) }),
    z.object({ token: z.string() }),
  ),
  signOut: panelAction('mutation', z.object({ token: z.string() }), z.void()),
};
