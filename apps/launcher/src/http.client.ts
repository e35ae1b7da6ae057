import { LauncherError } from './launcher-error.js';

/** What a server answered; `body` is its parsed JSON, or null when it is none. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Where a redirect leads; none is followed. */
  readonly location: string | null;
}

export interface HttpCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

const LIMIT_MS = 15_000;

/** One call over HTTP, whatever the status. @throws LauncherError when nobody answers. */
export async function call(
  url: string,
  { method = 'GET', headers = {}, body: sent }: HttpCall = {},
): Promise<HttpAnswer> {
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const response = await fetch(url, {
      method,
      headers,
      signal,
      redirect: 'manual',
      ...(sent === undefined ? {} : { body: sent }),
    });
    const body = parsed(await response.text());
    return { status: response.status, body, location: response.headers.get('location') };
  } catch (error) {
    throw new LauncherError(`No responde ${new URL(url).origin} (${reasonOf(error)}).`);
  }
}

/** The fields of a JSON object; none when it is something else. */
export function fieldsOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

export function listOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** A text that is there and not empty, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error desconocido';
  if (error.name === 'TimeoutError') return 'tardó demasiado';
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.message;
}
