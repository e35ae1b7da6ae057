import { mercadoPagoEventFrom } from '../../../sandbox/src/mercadopago/mercadopago.event.js';
import { newStripeEvent, stripeOutgoing } from '../../../sandbox/src/stripe/stripe.event.js';
import type { JsonObject } from '../../../sandbox/src/gateway/json.types.js';
import { wompiEventFrom } from '../../../sandbox/src/wompi/wompi.event.js';
import { call, fieldsOf, textOf } from '../http.client.js';
import { LauncherError } from '../launcher-error.js';
import type { Provider, SignedRequest, Simulation } from './simulation.types.js';

/** A simulation whose transaction is known. */
export interface KnownSimulation extends Simulation {
  readonly id: string;
}

type Signer = (simulation: KnownSimulation, env: NodeJS.ProcessEnv, now: Date) => Promise<SignedRequest>;

const SIGNERS: Readonly<Record<Provider, Signer>> = {
  wompi: signWompi,
  mercadopago: signMercadoPago,
  stripe: signStripe,
};

/**
 * The event of a transaction at the real gateway, signed with the newest secret of the environment. Wompi's and MercadoPago's
 * is a hint that the API checks at the gateway; Stripe's is believed as it stands, so it is made of what Stripe's API says.
 * @throws LauncherError when a secret is missing, or when Stripe does not know the payment.
 */
export function signForGateway(
  simulation: KnownSimulation,
  env: NodeJS.ProcessEnv,
  now = new Date(),
): Promise<SignedRequest> {
  return SIGNERS[simulation.provider](simulation, env, now);
}

/** The event by which Stripe tells of a PaymentIntent that came to a status. */
export function stripeEventType(status: string): string {
  const types: Readonly<Record<string, string>> = {
    requires_payment_method: 'payment_intent.payment_failed',
    payment_failed: 'payment_intent.payment_failed',
    requires_capture: 'payment_intent.amount_capturable_updated',
  };
  return types[status] ?? `payment_intent.${status}`;
}

async function signWompi(simulation: KnownSimulation, env: NodeJS.ProcessEnv, now: Date): Promise<SignedRequest> {
  const { id, status, reference, amountMinor, currency } = simulation;
  const environment = env['WOMPI_ENVIRONMENT'] === 'production' ? 'prod' : 'test';
  const transaction = { id, amount_in_cents: amountMinor, reference, currency, status };
  const body = { event: 'transaction.updated', data: { transaction }, environment };
  return wompiEventFrom(body, { eventsSecret: secretOf(env, 'WOMPI_EVENTS_SECRET'), environment }).sign(1, now);
}

async function signMercadoPago({ id }: KnownSimulation, env: NodeJS.ProcessEnv, now: Date): Promise<SignedRequest> {
  const body = {
    action: 'payment.updated',
    api_version: 'v1',
    data: { id },
    date_created: `${now.toISOString().slice(0, 19)}Z`,
    // Its own number: the same payment may be told of as often as needed.
    id: now.getTime(),
    live_mode: true,
    type: 'payment',
    user_id: '0',
  };
  return mercadoPagoEventFrom(body, secretOf(env, 'MERCADOPAGO_WEBHOOK_SECRET')).sign(1, now);
}

async function signStripe({ id }: KnownSimulation, env: NodeJS.ProcessEnv, now: Date): Promise<SignedRequest> {
  const intent = await readIntent(id, env);
  const status = textOf(intent['status']) ?? 'unknown';
  const event = newStripeEvent({ type: stripeEventType(status), object: intent }, Math.floor(now.getTime() / 1000));
  const named = { id: event.id, type: event.type, transactionId: id };
  const secret = secretOf(env, 'STRIPE_WEBHOOK_SECRET');
  return stripeOutgoing(JSON.stringify(event), named, secret, () => undefined).sign(1, now);
}

async function readIntent(id: string, env: NodeJS.ProcessEnv): Promise<JsonObject> {
  const base = env['STRIPE_BASE_URL'] || 'https://api.stripe.com';
  const headers = { authorization: `Bearer ${secretOf(env, 'STRIPE_SECRET_KEY')}` };
  const { status, body } = await call(`${base}/v1/payment_intents/${encodeURIComponent(id)}`, { headers });
  if (status === 200) return fieldsOf(body) as JsonObject;
  throw new LauncherError(`Stripe no tiene el pago ${id} (respondió ${status}): no hay nada que aplicar.`);
}

/** Of a list, the first: the newest. @throws LauncherError with exit code 2. */
function secretOf(env: NodeJS.ProcessEnv, name: string): string {
  const secret = env[name]?.split(',')[0]?.trim();
  if (secret) return secret;
  throw new LauncherError(`Falta variable de entorno requerida: ${name}`, 2);
}
