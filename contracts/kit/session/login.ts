/**
 * Logging in to a target, and whether it accepts a token.
 * @module
 */
import { Broken } from '../case/verdict.ts';
import { type Target, TargetError } from '../target/target.ts';
import { createApi, messageOf } from './client.ts';
import type { Transport } from './transport.ts';

/** There are no credentials, or the target refuses them. The message is for people. */
export class CredentialsError extends TargetError {}

/** Which variables to set. */
const VARIABLES = 'CLOUDTOWER_USER and CLOUDTOWER_PASSWORD, or CLOUDTOWER_TOKEN';

/** Returns the token of the target's credentials, or logs in. Throws CredentialsError if that is not possible. */
export async function logIn({ base, credentials }: Target, transport: Transport): Promise<string> {
  const { user: username, password, token } = credentials;
  if (token !== undefined) return token;
  if (username === undefined || password === undefined)
    throw new CredentialsError(`No credentials: set ${VARIABLES}.`);
  const answer = await createApi(base, transport, undefined).POST('/login', { body: { username, password } });
  const { status } = answer.response;
  if (isRefusal(status))
    throw new CredentialsError(
      `The login of user ${username} was refused with ${status}: ${messageOf(answer.error)} Set ${VARIABLES}.`,
    );
  if (answer.data?.data.token === undefined)
    throw new Broken('Nobody can log in.', { expected: 200, actual: status, missing: 'login' });
  return answer.data.data.token;
}

/** Logs in, and makes sure that the target accepts the token. Throws CredentialsError if it does not. */
export async function signIn(target: Target): Promise<string> {
  const token = await logIn(target, target.transport);
  if (target.credentials.token === undefined) return token;
  const api = createApi(target.base, target.transport, token);
  const { error, response } = await api.POST('/get-clusters', { body: { first: 1 } });
  if (!isUnauthorized(response.status)) return token;
  throw new CredentialsError(
    `The token was refused with ${response.status}: ${messageOf(error)} Set CLOUDTOWER_TOKEN to a valid one.`,
  );
}

/** Whether a status says that a token is missing, wrong or has expired. */
export function isUnauthorized(status: number): boolean {
  return status === 401 || status === 403;
}

/** Whether a login was understood and refused. A busy server has said nothing about the credentials. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}
