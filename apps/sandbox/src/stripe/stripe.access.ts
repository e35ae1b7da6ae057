import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyObject } from '../gateway/body.parsers.js';
import type { StripeSecrets } from '../sandbox.options.js';
import type { StripeLedger } from './stripe.ledger.js';
import { invalidRequest } from './stripe.problem.js';

const ONE_INTENT = /^\/v1\/payment_intents\/(pi_\w+)(?:\/confirm)?$/;

/**
 * The secret key opens everything. The publishable one, which pages have, opens what Stripe.js needs: making a payment
 * method, and reading or confirming the intent whose client secret comes along.
 * @throws GatewayProblem 401 or 403.
 */
export function requireKey(
  request: FastifyRequest,
  reply: FastifyReply,
  { secrets, ledger }: { readonly secrets: StripeSecrets; readonly ledger: StripeLedger },
): void {
  const key = presentedKey(request);
  if (key === secrets.secretKey) return;
  if (key !== null && key === secrets.publishableKey) {
    // A page of another origin reads the answer.
    reply.header('access-control-allow-origin', '*');
    if (isForPages(request, ledger)) return;
    throw invalidRequest(
      'This API call cannot be made with a publishable API key. Please use a secret API key.',
      {},
      403,
    );
  }
  reply.header('www-authenticate', 'Basic realm="Stripe"');
  if (key === null) {
    throw invalidRequest('You did not provide an API key. Provide it in the Authorization header.', {}, 401);
  }
  // Stripe shows the first and last characters of the key; a log of this one needs none of it.
  throw invalidRequest('Invalid API Key provided: ****', {}, 401);
}

function isForPages(request: FastifyRequest, ledger: StripeLedger): boolean {
  const path = request.url.split('?')[0] ?? '';
  if (request.method === 'POST' && path === '/v1/payment_methods') return true;
  const payment = ledger.payment(ONE_INTENT.exec(path)?.[1] ?? '');
  const given = bodyObject(request.query)['client_secret'] ?? bodyObject(request.body)['client_secret'];
  return payment !== null && typeof given === 'string' && given === payment.intent['client_secret'];
}

/** From the header, or from the query, where a page puts the publishable key to need no preflight. */
function presentedKey(request: FastifyRequest): string | null {
  const [, scheme, value] = /^(Bearer|Basic) (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (scheme === undefined || value === undefined) {
    const query = bodyObject(request.query)['key'];
    return typeof query === 'string' && query.startsWith('pk_') ? query : null;
  }
  if (scheme.toLowerCase() === 'bearer') return value;
  return Buffer.from(value, 'base64').toString().split(':')[0] ?? null;
}
