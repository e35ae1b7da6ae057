import { request, type IncomingMessage, type RequestOptions } from 'node:http';
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

/** Calls an application over HTTP with node's own client: `fetch` would refuse TRACE and follow what it is told. */
export async function call<Body = Record<string, unknown>>(
  api: Pick<TestApplication, 'url' | 'keys'>,
  path: string,
  sent: Call = {},
): Promise<Answer<Body>> {
  const payload = typeof sent.body === 'object' ? JSON.stringify(sent.body) : sent.body;
  const headers = headersOf(sent, api.keys.secret, payload);
  const response = await send(api.url + path, payload, { method: sent.method ?? 'GET', headers });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const content = Buffer.concat(chunks).toString();
  const isJson = String(response.headers['content-type']).includes('json') && content !== '';
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
    body: (isJson ? JSON.parse(content) : {}) as Body,
    text: content,
  };
}

function headersOf({ bearer, headers, body }: Call, secretKey: string, payload: string | undefined) {
  return {
    ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer ?? secretKey}` }),
    ...(payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) }),
    ...headers,
  };
}

function send(url: string, payload: string | undefined, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, agent: false, timeout: 25_000 }, resolve);
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error(`no answer: ${url}`)));
    sent.end(payload);
  });
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
