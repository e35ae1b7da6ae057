import { startApplication, type TestApplication } from '../support/application.js';

let api: TestApplication;
beforeAll(async () => {
  api = await startApplication({ sandbox: true, env: { LOG_LEVEL: 'info' } });
});
afterAll(() => api.close());

test('a paid transaction of the sandbox is a captured order', async () => {
  const headers = { 'x-publishable-api-key': api.keys.publishable, 'content-type': 'application/json' };
  const made = await fetch(`${api.url}/store/carts`, { method: 'POST', headers, body: JSON.stringify({ currency: 'COP', amount: 5000000 }) });
  const { cart } = (await made.json()) as { cart: { id: string } };
  await fetch(`${api.url}/store/carts/${cart.id}/complete`, { method: 'POST', headers: { 'x-publishable-api-key': api.keys.publishable } });
  api.sandbox?.control.makeTransaction({ gateway: 'wompi', reference: cart.id, amount: 5000000 });
  await api.sandbox?.control.waitUntilIdle();
  for (let i = 0; i < 100; i++) {
    const { order } = (await (await fetch(`${api.url}/store/cart/${cart.id}/order`, { headers })).json()) as { order: { payment_status: string } };
    if (order.payment_status === 'captured') return;
    await new Promise((r) => setTimeout(r, 50));
  }
  process.stdout.write(api.logLines().join('\n'));
  throw new Error('not captured');
});
