/**
 * The contract of an imitated gateway: each endpoint that Pasarela uses is described once, and the same description is run
 * against the sandbox and, where there are credentials, against the gateway's own.
 */
export interface ContractCase<Account> {
  /** `POST /transactions`. */
  readonly endpoint: string;
  /** What it does, as a test's title says it. */
  readonly behaviour: string;
  check(account: Account): Promise<void>;
}

/** An answer of a gateway, whatever it holds. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Calls one gateway as one account. */
export class Caller {
  constructor(private readonly baseUrl: string) {}

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('GET', path, undefined, headers);
  }

  post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('POST', path, body, headers);
  }

  put(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('PUT', path, body, headers);
  }

  private async call(
    method: string,
    path: string,
    body: object | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const answer = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }
}

/** The value at a dotted path; undefined where there is nothing. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined;
  }, value);
}

/** The text or number at a dotted path, as text. @throws Error that names the path when there is none. */
export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  if (typeof found === 'string' || typeof found === 'number') return String(found);
  throw new Error(`the answer has no ${path}`);
}
