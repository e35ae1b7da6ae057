import type { TestApplication } from '../support/application.js';

/** Nothing of an answer is taken on trust: tests say what they expect of the body. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly text: string;
}

export interface Call {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' | 'TRACE' | 'PATCH';
  /** Default: the secret key. Null: none. */
  readonly bearer?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: object | string;
}

/** Calls an application without a socket in between. */
export async function call<Body = Record<string, unknown>>(
  api: TestApplication,
  url: string,
  { method = 'GET', bearer = api.keys.secret, headers = {}, body }: Call = {},
): Promise<Answer<Body>> {
  const response = await api.app.getHttpAdapter().getInstance().inject({
    method: method as 'GET',
    url,
    headers: { ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }), ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
  const isJson = String(response.headers['content-type']).includes('json') && response.payload !== '';
  return {
    status: response.statusCode,
    headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
    body: (isJson ? JSON.parse(response.payload) : {}) as Body,
    text: response.payload,
  };
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly { readonly field: string }[];
}

/** Expects a problem document and returns its code. */
export function problemCode(answer: Answer<object>, status: number): string {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.status).toBe(status);
  const body = answer.body as Record<string, unknown>;
  expect(body).toMatchObject({ status, title: expect.any(String), message: body['detail'] });
  expect(body['type']).toBe(`urn:pasarela:problem:${String(body['code'])}`);
  expect(body['request_id']).toBe(answer.headers['x-request-id']);
  return String(body['code']);
}
