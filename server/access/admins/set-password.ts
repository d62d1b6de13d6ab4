import type { LoginCall } from '../../call.ts';
import { replacePassword } from './replace-password.ts';

/** The last step of a first login: replaces the generated password. @throws invalid_request if it stays the same */
export const setPassword = (
  call: LoginCall,
  { password }: { password: string },
): Promise<{ token: string }> => replacePassword(call, call.login.admin.adminId, password);
