import { startReceiver, type Receiver } from '../../../test/sandbox/receiver.js';
import { until } from '../../../test/support/until.js';
import { startSandbox, type Sandbox } from './sandbox.js';

let receiver: Receiver;
let sandbox: Sandbox;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({ targetUrl: receiver.url, timeFactor: 1000 });
});

afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

/** Pays so many times and tells which of the events, by their place, were lost. */
function lostOf(count: number): number[] {
  const deliveries = Array.from({ length: count }, () => {
    const { transaction, deliveries: sent } = sandbox.control.makeTransaction({ gateway: 'wompi', amount: 1000 });
    return { transaction, state: sent[0]?.drop_reason };
  });
  return deliveries.flatMap(({ state }, place) => (state === 'chance' ? [place] : []));
}

async function arrived(): Promise<string[]> {
  await sandbox.control.waitUntilIdle();
  return receiver.requests.map(({ headers }) => String(headers['x-event-checksum']));
}

describe('webhooks by chance', () => {
  it('are lost at about the rate asked for, the same ones for the same seed', () => {
    sandbox.setTarget(null);
    sandbox.control.setWebhooks({ gateway: 'wompi', drop_percent: 5, seed: 7 });
    const first = lostOf(1000);
    expect(first.length).toBeGreaterThan(25);
    expect(first.length).toBeLessThan(80);
    sandbox.control.setWebhooks({ gateway: 'wompi', seed: 7 });
    expect(lostOf(1000)).toEqual(first);
    sandbox.control.setWebhooks({ gateway: 'wompi', seed: 8 });
    expect(lostOf(1000)).not.toEqual(first);
  });

  it('arrive twice when all are to be duplicated', async () => {
    sandbox.control.setWebhooks({ duplicate_percent: 100 });
    sandbox.control.makeTransaction({ gateway: 'wompi', amount: 1000 });
    const [first, second, ...rest] = await arrived();
    expect(second).toBe(first);
    expect(rest).toEqual([]);
  });

  it('overtake each other under jitter, and none is lost', async () => {
    sandbox.control.setWebhooks({ jitter_ms: 100, seed: 3 });
    const told = Array.from({ length: 20 }, () => {
      const { deliveries } = sandbox.control.makeTransaction({ gateway: 'wompi', amount: 1000 });
      return deliveries[0]?.event_id;
    });
    const order = await arrived();
    expect(order).not.toEqual(told);
    expect(order.toSorted()).toEqual(told.toSorted());
  });

  it('go by none of it any more once the numbers are taken back', async () => {
    sandbox.control.setWebhooks({ drop_percent: 100 });
    const answer = await fetch(`${sandbox.url}/sandbox/control/webhooks`, {
      method: 'POST',
      body: JSON.stringify({ drop_percent: null }),
    });
    expect(answer.status).toBe(200);
    sandbox.control.makeTransaction({ gateway: 'wompi', amount: 1000 });
    expect(await arrived()).toHaveLength(1);
  });
});

describe('an outage', () => {
  const read = () =>
    fetch(`${sandbox.url}/wompi/v1/transactions`, {
      headers: { authorization: `Bearer ${sandbox.secrets.wompi.privateKey}` },
    });

  it('fails the API and holds the webhooks, and both come back by themselves', async () => {
    sandbox.control.setOutage({ gateway: 'wompi', for_ms: 300, mode: 'error', status: 503 });
    expect(sandbox.control.state().faults.wompi).toMatchObject({ mode: 'error', ends_at: expect.any(String) });
    sandbox.control.makeTransaction({ gateway: 'wompi', amount: 1000 });
    sandbox.control.makeTransaction({ gateway: 'mercadopago', amount: 100_000 });
    expect((await read()).status).toBe(503);
    await until('the other gateway’s webhook', () => receiver.requests.length === 1);
    expect(receiver.requests[0]?.path).toBe('/webhooks/mercadopago');
    await until('the held webhook', () => receiver.requests.length === 2);
    expect((await read()).status).toBe(200);
  });

  it('is over when it is said to be', async () => {
    sandbox.control.setOutage({ gateway: 'wompi', for_ms: 600_000 });
    await expect(read()).rejects.toThrow();
    sandbox.control.makeTransaction({ gateway: 'wompi', amount: 1000 });
    sandbox.control.setOutage({ gateway: 'wompi', over: true });
    expect((await read()).status).toBe(200);
    expect(await arrived()).toHaveLength(1);
  });
});
