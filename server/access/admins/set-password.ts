import type { LoginCall } from '../../call.ts';
import { replacePassword } from './replace-password.ts';

/** The last step of a first login: the generated password is replaced. @throws invalid_request when it stays the same */
export const setPassword = (
  call: LoginCall,
  { password }: { password: string },
): Promise<{ token: string }> => replacePassword(call, call.login.admin.adminId, password);
