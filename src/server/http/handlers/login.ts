/**
 * Login and version.
 * @module
 */
import { Refusal } from '../../world/refusal.ts';
import { type Call, json } from '../call.ts';

export function Login({ world, payloads, tokens, credentials, body }: Call): string {
  const { username, password } = payloads.parse('LoginInput', body);
  const [user] = world.where('User', 'username', username);
  if (user === undefined || password !== credentials.password) {
    throw new Refusal({
      kind: 'credentials',
      code: 'LOGIN_FAILED',
      message: 'The user or the password is wrong.',
    });
  }
  return json<'Login'>({ data: { token: tokens.issue(user.id, world.now) }, task_id: null });
}

/** A bare JSON string, without a token. */
export function GetApiVersion({ catalogue }: Call): string {
  return json<'GetApiVersion'>(catalogue.version);
}
