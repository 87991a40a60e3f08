/**
 * Login and version.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../../engine/language/message.ts';
import { NO_TEXT } from '../../engine/language/text.ts';
import { Refusal } from '../../engine/world/refusal.ts';
import { BadRequest } from '../../http/bad-request.ts';
import { type Call, json } from '../call.ts';

export function Login({ world, payloads, tokens, credentials, body }: Call): string {
  const { username, password, source, mfa_type } = payloads.parse('LoginInput', body);
  refuseUnsimulated('source', source, 'LOCAL');
  refuseUnsimulated('mfa_type', mfa_type, null);
  const [user] = world.where('User', 'username', username);
  if (user === undefined && isChosen(world.behaviours, 'login.unknown-user', 'not-found')) {
    throw new Refusal({
      kind: 'not-found',
      code: 'USER_NOT_FOUND',
      message: message('login.no-user', { name: username.slice(0, 80) }),
    });
  }
  if (user === undefined || password !== credentials.password) {
    throw new Refusal({ kind: 'credentials', code: 'LOGIN_FAILED', message: message('login.refused') });
  }
  return json<'Login'>({ data: { token: tokens.issue(user.id, world.now) }, task_id: null });
}

/** There are no users but local ones, and no second factor: to let others in would be a lie. */
function refuseUnsimulated(field: string, value: string | null | undefined, simulated: string | null): void {
  if (value === undefined || value === null || value === simulated) return;
  const hint = simulated === null ? NO_TEXT : message('login.or-send', { value: simulated });
  throw new BadRequest(400, message('login.not-simulated', { field, value, hint }));
}

/** A bare JSON string, without a token. */
export function GetApiVersion({ catalogue }: Call): string {
  return json<'GetApiVersion'>(catalogue.version);
}
