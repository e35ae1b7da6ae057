import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerControlRoutes } from './control/control.routes.js';
import { ControlService } from './control/control.service.js';
import type { SandboxControl } from './control/control.types.js';
import { DeliveryDispatcher } from './delivery/delivery.dispatcher.js';
import { addFaultHooks } from './fault/fault.hooks.js';
import { FaultSwitch } from './fault/fault.switch.js';
import type { GatewayName, ImitatedGateway } from './gateway/gateway.contract.js';
import { MercadoPagoGateway } from './mercadopago/mercadopago.gateway.js';
import { Stage } from './sandbox.stage.js';
import { SettlementClock } from './settlement/settlement.clock.js';
import { completeSecrets, type SandboxOptions, type SandboxSecrets } from './sandbox.options.js';
import { StripeGateway } from './stripe/stripe.gateway.js';
import { WompiGateway } from './wompi/wompi.gateway.js';

export type { SandboxOptions, SandboxSecrets } from './sandbox.options.js';
export type * from './control/control.types.js';
export type { Delivery, DeliveryAttempt, DeliveryState } from './delivery/delivery.record.js';
export type { GatewayName, TransactionSummary } from './gateway/gateway.contract.js';
export { SandboxError } from './gateway/sandbox.error.js';

/** Imitations of Wompi, MercadoPago and Stripe behind one port. All state is in memory. */
export interface Sandbox {
  /** `http://host:port`: Stripe's base URL; Wompi's is `/wompi/v1` under it, MercadoPago's `/mercadopago`. */
  readonly url: string;
  /** The same operations as under `/sandbox/control`. */
  readonly control: SandboxControl;
  /** Given and generated ones: what the API under test is to be configured with. */
  readonly secrets: SandboxSecrets;
  /** Where events go from now on; null: nowhere. */
  setTarget(url: string | null): void;
  /** Cancels what is on its way and closes every connection. */
  close(): Promise<void>;
}

/** Starts the sandbox and answers when it listens. @throws when the port is taken or an option makes no sense. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const timeFactor = options.timeFactor ?? 60;
  if (!(timeFactor > 0)) throw new RangeError('timeFactor must be a number above 0');
  const secrets = completeSecrets(options.secrets ?? {});
  const clock = new SettlementClock(timeFactor);
  const stage = new Stage(clock);
  const gateways = {
    wompi: new WompiGateway(secrets.wompi, stage.hostOf('wompi')),
    mercadopago: new MercadoPagoGateway(secrets.mercadopago, stage.hostOf('mercadopago')),
    stripe: new StripeGateway(secrets.stripe, stage.hostOf('stripe')),
  };
  const dispatcher = new DeliveryDispatcher(options.targetUrl ?? null, timeFactor);
  const faults = new FaultSwitch();
  const control = new ControlService(gateways, dispatcher, faults, clock);
  const app = await createApp(gateways, control, faults);
  await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  const url = listeningUrl(app);
  stage.open(url, control);
  return {
    url,
    control,
    secrets,
    setTarget: (url) => dispatcher.setTarget(url),
    close: async () => {
      clock.reset();
      dispatcher.close();
      await app.close();
    },
  };
}

async function createApp(
  gateways: Readonly<Record<GatewayName, ImitatedGateway>>,
  control: ControlService,
  faults: FaultSwitch,
): Promise<FastifyInstance> {
  const app = Fastify({
    forceCloseConnections: true,
    bodyLimit: 4 << 20,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
  });
  for (const gateway of Object.values(gateways)) {
    await app.register(
      async (scope) => {
        addFaultHooks(scope, gateway, faults);
        gateway.register(scope);
      },
      { prefix: gateway.prefix },
    );
    await app.register(async (scope) => gateway.registerPages(scope));
  }
  await app.register(async (scope) => registerControlRoutes(scope, control), { prefix: '/sandbox/control' });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: 'not_found', message: 'GET /sandbox/control says what is here' } }),
  );
  return app;
}

/** With a host that a client on this machine can use: 0.0.0.0 is no address to connect to. */
function listeningUrl(app: FastifyInstance): string {
  const { address, port, family } = app.server.address() as AddressInfo;
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
