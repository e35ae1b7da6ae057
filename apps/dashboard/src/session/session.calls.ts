import { PasarelaError } from '../../../../packages/client/src/index.js';
import { send } from '../api/connection.js';
import { type AccessToken, type Me, type Role, ROLES } from './session.types.js';

/**
 * The calls that begin, prolong and end a session. The refresh token is in a cookie that scripts cannot read and that the browser
 * sends to these addresses alone; what comes back is an access token, which is kept in memory and nowhere else.
 */
const SESSION = '/dashboard/session';

export async function beginSession(email: string, password: string): Promise<AccessToken> {
  return tokenOf(await post(SESSION, { email, password }));
}

/** @throws PasarelaError 401 when there is no session (any more). */
export async function prolongSession(): Promise<AccessToken> {
  return tokenOf(await post(`${SESSION}/refresh`, {}));
}

export async function endSession(): Promise<void> {
  await send(new Request(SESSION, { method: 'DELETE' }));
}

export async function whoIs(token: string): Promise<Me> {
  const body = await answerOf(await send(new Request('/auth/me', { headers: { authorization: `Bearer ${token}` } })));
  const data = fieldOf(body, 'data');
  const [id, email, role] = ['id', 'email', 'role'].map((name) => fieldOf(data, name));
  if (typeof id !== 'string' || typeof email !== 'string' || !isRole(role)) throw unexpected();
  return { id, email, role };
}

async function post(path: string, body: Readonly<Record<string, string>>): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return answerOf(await send(new Request(path, { method: 'POST', headers, body: JSON.stringify(body) })));
}

async function answerOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw PasarelaError.of(response, body);
  return body;
}

function tokenOf(body: unknown): AccessToken {
  const value = fieldOf(body, 'access_token');
  const seconds = fieldOf(body, 'expires_in');
  if (typeof value !== 'string' || typeof seconds !== 'number') throw unexpected();
  return { value, endsAt: Date.now() + seconds * 1000 };
}

function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

const unexpected = (): PasarelaError => new PasarelaError('unexpected_answer', 'The API answered something else', 502);
