import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { gatewayEnvironment } from '../support/gateway-environment.js';
import { Shop } from '../support/shop.js';
import { startTcpFaultProxy, type TcpFaultProxy } from '../support/tcp-fault-proxy.js';
import { until } from '../support/until.js';
import { GATEWAYS, QUICK, RefundDesk } from './refund.desk.js';

describe('a network that loses what the gateway answers', () => {
  let sandbox: Sandbox;
  let proxy: TcpFaultProxy;
  let application: TestApplication;
  let desk: RefundDesk;

  beforeAll(async () => {
    sandbox = await startSandbox({ timeFactor: 1_000 });
    proxy = await startTcpFaultProxy(Number(new URL(sandbox.url).port));
    const env = gatewayEnvironment(sandbox.secrets, `http://127.0.0.1:${proxy.port}`);
    application = await startApplication({ env: { ...env, ...QUICK, GATEWAY_TIMEOUT: '500ms' } });
    sandbox.setTarget(application.url);
    desk = new RefundDesk(new Shop(application), () => sandbox);
  });
  afterAll(async () => {
    await application.close();
    await proxy.close();
    await sandbox.close();
  });

  describe.each(['cut', 'withhold'] as const)('(%s)', (mode) => {
    it.each(GATEWAYS)(
      'gets one refund out of %s',
      async (gateway) => {
        const paid = await desk.paid(gateway);
        const lost = proxy.lost;
        proxy.setMode(mode);
        await desk.refund(paid, { amount: 1_000_000 });
        await until('the gateway did it and its answer was lost', () => desk.given(paid) > 0 && proxy.lost > lost);
        await desk.untilRefunds(paid, (refunds) => refunds.some(({ error }) => error !== null));
        proxy.setMode('pass');
        await desk.untilPayment(paid, 'partially_refunded');
        await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
        expect(await desk.refunds(paid)).toHaveLength(1);
        expect(desk.given(paid)).toBe(1_000_000);
      },
      40_000,
    );
  });
});
