import createClient from 'openapi-fetch';
import type { components, paths } from '../../../../packages/client/src/generated/api.js';
import { PasarelaError } from '../../../../packages/client/src/index.js';
import { session } from '../session/session.js';
import { send } from './connection.js';

/** What the API answers, by the names of its OpenAPI document: `Schemas['EventView']`. */
export type Schemas = components['schemas'];

/** Every call of the API, typed by its OpenAPI document: `answerOf(await api.GET('/api/payments', { params, signal }))`. */
export const api = createClient<paths>({ baseUrl: '', fetch: sendAuthorized });

/** The answer's body. @throws PasarelaError when the API said no. */
export function answerOf<T>({ data, error, response }: Got<T>): T {
  if (data === undefined) throw PasarelaError.of(response, error);
  return data;
}

/** For calls that answer nothing (204). @throws PasarelaError when the API said no. */
export function done({ error, response }: Got<unknown>): void {
  if (!response.ok) throw PasarelaError.of(response, error);
}

/** What openapi-fetch answers, whichever the call. */
interface Got<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** A token may have ended on the way: what is refused with 401 is sent once more with a newer one. */
async function sendAuthorized(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await session.accessToken();
  const response = await send(bearing(request, token));
  if (response.status !== 401) return response;
  return send(bearing(again, await session.replace(token)));
}

function bearing(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`);
  return request;
}
