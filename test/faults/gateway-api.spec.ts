import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SetFault } from '../../apps/sandbox/src/sandbox.js';
import { LocalStage } from '../support/local-stage.js';
import type { Payment } from '../support/market.js';
import { until } from '../support/until.js';

const TROUBLES: readonly Omit<SetFault, 'gateway'>[] = [
  { mode: 'down' },
  { mode: 'error', status: 500 },
  { mode: 'error', status: 429, retry_after_seconds: 1 },
  { mode: 'error', status: 401 },
  { mode: 'hang' },
  { mode: 'garbage' },
  { mode: 'truncated' },
];

describe("a gateway's API in trouble", () => {
  let stage: LocalStage;

  beforeEach(async () => {
    stage = await LocalStage.set({ env: { WEBHOOK_MAX_ATTEMPTS: '3' } });
  });

  afterEach(() => stage.clear());

  async function breakerOf(provider: string): Promise<string | undefined> {
    const rows = await stage.rows<{ state: string }>('SELECT state FROM gateway_breakers WHERE provider = $1', [
      provider,
    ]);
    return rows[0]?.state;
  }

  async function mostParkings(): Promise<number> {
    const [row] = await stage.rows<{ most: number | null }>(
      `SELECT max(count)::int AS most FROM (SELECT count(*) FROM webhook_event_attempts WHERE result = 'parked' GROUP BY event_id) c`,
    );
    return row?.most ?? 0;
  }

  it.each(TROUBLES)(
    'costs no event an attempt while it lasts ($mode)',
    async (trouble) => {
      stage.sandbox.control.setFault({ gateway: 'wompi', ...trouble });
      stage.sandbox.control.setFault({ gateway: 'mercadopago', ...trouble });
      const payments = await stage.market.payments(16, ['wompi', 'mercadopago', 'stripe']);
      await stage.send(payments.flatMap(({ deliveries }) => deliveries));
      const stripeEvents = payments.filter(({ truth }) => truth.provider === 'stripe').length * 2;

      await until('both breakers are open', async () => {
        const states = await Promise.all(['wompi', 'mercadopago'].map(breakerOf));
        return states.every((state) => state === 'open');
      });
      // Long enough for more parkings than there are attempts, while the healthy gateway's events are worked.
      await until(
        'events were parked more often than they have attempts',
        async () => (await mostParkings()) > 3,
        30_000,
      );
      const counted = await stage.rows(
        `SELECT 1 FROM webhook_event_attempts WHERE result NOT IN ('success', 'parked')`,
      );
      expect(counted).toEqual([]);
      expect(await stage.counts()).toEqual({ open: 16 - stripeEvents / 2, success: stripeEvents, failed: 0 });

      stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'ok' });
      stage.sandbox.control.setFault({ gateway: 'mercadopago', mode: 'ok' });
      expect(await stage.violations()).toEqual([]);
      expect((await stage.counts()).failed).toBe(0);
      await until('both breakers are closed', async () => {
        const states = await Promise.all(['wompi', 'mercadopago'].map(breakerOf));
        return states.every((state) => state === 'closed');
      });
    },
    60_000,
  );
});

describe("one payment that a gateway's API cannot show", () => {
  let stage: LocalStage;
  let proxy: Server;
  let broken = '';

  beforeEach(async () => {
    // Between the application and the sandbox: 500 for one payment, everything else as it is.
    proxy = createServer((request, response) => {
      if (broken !== '' && request.url?.includes(broken)) {
        response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"type":"INTERNAL_ERROR"}}');
        return;
      }
      const headers = { authorization: request.headers.authorization ?? '' };
      fetch(`${stage.sandbox.url}${request.url}`, { headers })
        .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
        .catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    stage = await LocalStage.set({
      env: { WEBHOOK_MAX_ATTEMPTS: '3', WOMPI_BASE_URL: `http://127.0.0.1:${port}/wompi/v1` },
    });
  });

  afterEach(async () => {
    await stage.clear();
    await new Promise((resolve) => proxy.close(resolve));
  });

  async function statusOf({ truth }: Payment): Promise<{ status: string; attempts: number; code: string } | undefined> {
    const rows = await stage.rows<{ status: string; attempts: number; code: string }>(
      'SELECT status, attempts, last_error_code AS code FROM webhook_events WHERE transaction_id = $1',
      [truth.transactionId],
    );
    return rows[0];
  }

  it('fails after its own attempts while others work, and a retry applies it once the API can', async () => {
    const [unlucky] = await stage.market.payments(1, ['wompi']);
    if (!unlucky) throw new Error('no payment was made');
    broken = unlucky.truth.transactionId;
    await stage.send(unlucky.deliveries);
    await until('it has failed while others were applied', async () => {
      const [other] = await stage.market.payments(1, ['wompi']);
      await stage.send(other?.deliveries ?? []);
      return (await statusOf(unlucky))?.status === 'failed';
    });
    expect(await statusOf(unlucky)).toEqual({ status: 'failed', attempts: 3, code: 'gateway_error' });
    expect((await stage.counts()).failed).toBe(1);

    broken = '';
    const [event] = await stage.rows<{ id: string }>(`SELECT id FROM webhook_events WHERE status = 'failed'`);
    const retried = await fetch(`${stage.url}/api/webhook-events/${event?.id}/retry`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.application.keys.secret}` },
    });
    expect(retried.status).toBe(202);
    expect(await stage.violations()).toEqual([]);
    expect((await stage.counts()).failed).toBe(0);
  }, 60_000);
});
