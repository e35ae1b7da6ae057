import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres.js';
import { freePort } from '../../apps/launcher/src/ports.js';
import { until } from '../support/until.js';
import { outcomeOf, runCommand, type RunningCommand } from './command.js';

interface Order {
  readonly id: string;
  readonly payment_status: string;
}

/** The doors alone (ROLE=api): nothing works the events but the commands under test. */
describe('the commands beside a running API that has no worker', () => {
  jest.setTimeout(90_000);
  let folder: string;
  let url: string;
  let secrets: Record<string, string>;
  let application: RunningCommand;
  const env = (): NodeJS.ProcessEnv => ({ PASARELA_DATA_DIR: folder });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pasarela-commands-'));
    chmodSync(folder, 0o755);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    application = runCommand(['start'], { ...env(), ROLE: 'api', PORT: String(port), LOG_LEVEL: 'warn' });
    const ended = (): boolean => application.child.exitCode !== null;
    await until('the application is up', () => existsSync(join(folder, 'running.json')) || ended(), 60_000);
    if (ended()) throw new Error(application.output());
    secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>;
  });

  afterAll(async () => {
    application.child.kill('SIGTERM');
    await application.exited;
    removeEmbeddedPostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  async function store<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/store${path}`, {
      method,
      headers: {
        'x-publishable-api-key': secrets['STORE_PUBLISHABLE_KEY'] ?? '',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as T;
  }

  async function waitingOrder(): Promise<{ readonly cartId: string; readonly orderId: string }> {
    const { cart } = await store<{ cart: { id: string } }>('POST', '/carts', { currency: 'COP', amount: 5_000_000 });
    const { order } = await store<{ order: Order }>('POST', `/carts/${cart.id}/complete`);
    expect(order.payment_status).toBe('awaiting_payment');
    return { cartId: cart.id, orderId: order.id };
  }

  const paymentStatus = async (orderId: string): Promise<string> =>
    (await store<{ order: Order }>('GET', `/orders/${orderId}`)).order.payment_status;

  const simulate = (reference: string, ...more: string[]): string[] => [
    'webhook:simulate',
    ...['--provider', 'wompi', '--reference', reference, '--amount', '5000000', '--id', '01-123456-789', ...more],
  ];

  it('simulates the webhook that never came; the backlog is worked without worker or queue and the order is paid', async () => {
    const { cartId, orderId } = await waitingOrder();
    const simulation = runCommand(simulate(cartId), env());
    await until('the event is in the inbox', () => / 200 received evt_/.test(simulation.output()));
    const processed = await outcomeOf(['webhooks:process'], env());
    expect(processed).toMatchObject({
      code: 0,
      results: 'Ronda: 1 eventos tomados; 1 procesados, 0 esperan otro intento, 0 fallidos.\n',
    });
    expect(await paymentStatus(orderId)).toBe('captured');
    expect(await simulation.exited).toBe(0);
    expect(simulation.output()).toMatch(/01-123456-789[^]*Aplicado\..*: captured, completed\./);
    for (const [name, secret] of Object.entries(secrets)) {
      if (name !== 'ADMIN_EMAIL') expect(simulation.output()).not.toContain(secret);
    }
    expect(await outcomeOf(['webhooks:process'], env())).toMatchObject({
      code: 0,
      results: 'No hay eventos que procesar.\n',
    });
  });

  it('simulates nothing that the gateway could not say, nor to an API that is not there, nor with a wrong secret', async () => {
    expect(await outcomeOf(simulate('WC-1', '--status', 'PAID'), env())).toMatchObject({
      code: 1,
      output: expect.stringContaining('APPROVED, DECLINED'),
    });
    const silent = `http://127.0.0.1:${await freePort()}`;
    expect(await outcomeOf(simulate('WC-1', '--url', silent), env())).toMatchObject({
      code: 1,
      output: expect.stringContaining('ECONNREFUSED'),
    });
    const wrong = { ...env(), WOMPI_EVENTS_SECRET: 'test_events_of_somebody_else', WOMPI_ENVIRONMENT: 'test' };
    const refused = await outcomeOf(simulate('WC-1', '--url', url), wrong);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('401 invalid_signature') });
    expect(refused.output).not.toContain('somebody_else');
  });

  it('works the events while webhooks:process --loop runs, and stops it cleanly', async () => {
    const loop = runCommand(['webhooks:process', '--loop'], env());
    await until('the loop runs', () => loop.output().includes('cada segundo'));
    const { cartId, orderId } = await waitingOrder();
    const simulated = await outcomeOf(simulate(cartId, '--id', '01-987654-321'), env());
    expect(simulated).toMatchObject({ code: 0, output: expect.stringContaining('captured, completed') });
    expect(await paymentStatus(orderId)).toBe('captured');
    loop.child.kill('SIGTERM');
    expect(await loop.exited).toBe(0);
    expect(loop.output()).toContain('Terminado.');
  });

  it('lets the demonstration say, with exit code 1, what did not happen because nothing works the events', async () => {
    const { code, output } = await outcomeOf(['demo'], env());
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('se esperaba approved') });
    expect(output).toMatch(/✗ el pedido nace: awaiting_payment; se esperaba captured/);
    expect(output).toMatch(/\d+ de \d+ comprobaciones no salieron como se esperaba/);
    expect(output).not.toContain('stripe ·');
  });
});

describe('the commands on their own', () => {
  const nowhere = { PASARELA_DATA_DIR: join(tmpdir(), 'pasarela-nobody-is-here') };

  it.each(['webhook:simulate', 'webhooks:process', 'demo'])('%s explains itself', async (command) => {
    const { code, output } = await outcomeOf([command, '--help'], nowhere);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(`npm run ${command}`) });
  });

  it.each(['webhook:simulate', 'webhooks:process', 'demo'])('%s refuses what it does not know', async (command) => {
    const { code, output } = await outcomeOf([command, '--surprise'], {
      ...nowhere,
      DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    });
    expect({ code, output }).toMatchObject({ code: 2, output: expect.stringContaining(`npm run ${command}`) });
  });

  it('demo says that there is nothing to play with', async () => {
    expect(await outcomeOf(['demo'], nowhere)).toMatchObject({
      code: 1,
      output: expect.stringContaining('No hay un npm start'),
    });
  });
});
