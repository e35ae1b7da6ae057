import { startSandbox, type Sandbox, type SetFault } from './sandbox.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(() => sandbox.control.reset());

afterAll(() => sandbox.close());

function breakWompi(fault: Omit<SetFault, 'gateway'>): void {
  sandbox.control.setFault({ gateway: 'wompi', ...fault });
}

function read(timeoutMs = 5000): Promise<Response> {
  return fetch(`${sandbox.url}/wompi/v1/transactions`, {
    headers: { authorization: `Bearer ${sandbox.secrets.wompi.privateKey}` },
    signal: AbortSignal.timeout(timeoutMs),
  });
}

describe('a broken gateway', () => {
  it('resets connections while it is down, and the others go on', async () => {
    breakWompi({ mode: 'down' });
    await expect(read()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect((await fetch(`${sandbox.url}/mercadopago/v1/payments/1`)).status).toBe(401);
    breakWompi({ mode: 'ok' });
    expect((await read()).status).toBe(200);
  });

  it.each([500, 503, 429])('answers %i for so many requests and is well again', async (status) => {
    breakWompi({ mode: 'error', status, retry_after_seconds: 7, times: 2 });
    const answers = [await read(), await read(), await read()];
    expect(answers.map((answer) => answer.status)).toEqual([status, status, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('7');
    expect(await answers[0]?.json()).toMatchObject({ error: { reason: expect.any(String) } });
    expect(sandbox.control.state().faults.wompi).toEqual({ mode: 'ok', times_left: 0, hits: 2 });
  });

  it('is slow, yet right', async () => {
    breakWompi({ mode: 'slow', delay_ms: 80 });
    const started = Date.now();
    expect((await read()).status).toBe(200);
    expect(Date.now() - started).toBeGreaterThanOrEqual(79);
  });

  it('hangs until the client gives up', async () => {
    breakWompi({ mode: 'hang' });
    await expect(read(60)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('answers garbage under a 200', async () => {
    breakWompi({ mode: 'garbage' });
    const answer = await read();
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toMatchObject({ name: 'SyntaxError' });
  });

  it('cuts an answer short', async () => {
    breakWompi({ mode: 'truncated' });
    const answer = await read();
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0);
    await expect(answer.text()).rejects.toThrow();
  });
});
