import { CONTROL_OPERATIONS } from './control.operations.js';

/** What `GET /sandbox/control` says: the operations, each with an example that works. */
export interface ControlGuide {
  readonly about: string;
  readonly apis: Readonly<Record<string, string>>;
  readonly pages: Readonly<Record<string, string>>;
  readonly test_data: Readonly<Record<string, string>>;
  readonly operations: readonly { readonly call: string; readonly summary: string; readonly example: string }[];
}

const ROOT = '/sandbox/control';
const SAMPLE_IDS: Readonly<Record<string, string>> = { ':gateway': 'wompi', ':id': '1123456-1769351602-78650' };

const TEST_DATA = {
  wompi:
    'cards 4242424242424242 APPROVED, 4111111111111111 DECLINED, other ERROR; Nequi 3991111111 APPROVED, 3992222222 DECLINED, ' +
    'other ERROR; PSE banks 1 APPROVED, 2 DECLINED, 3 ERROR, 4 the payer decides; Daviplata codes 574829 APPROVED, 932015 and ' +
    '186743 DECLINED, 999999 ERROR; Bancolombia QR sandbox_status',
  mercadopago: 'the card holder’s name: APRO, OTHE, CONT, CALL, FUND, SECU, EXPI, FORM',
  stripe:
    '4242 4242 4242 4242 paid, 4000 0000 0000 0002 declined, 4000 0000 0000 9995 insufficient funds, 4000 0027 6000 3184 3D Secure; ' +
    'pm_card_visa, pm_card_chargeDeclined, pm_card_threeDSecure2Required …',
} as const;

export function guide(): ControlGuide {
  return {
    about: 'Imitations of Wompi, MercadoPago and Stripe. Nothing here moves money. Amounts are ISO 4217 minor units.',
    apis: {
      wompi: '/wompi/v1 (WOMPI_BASE_URL)',
      mercadopago: '/mercadopago (MERCADOPAGO_BASE_URL)',
      stripe: '/ (STRIPE_BASE_URL: scheme, host and port alone)',
    },
    pages: {
      wompi: '/p/ and /widget.js (WOMPI_CHECKOUT_URL: scheme, host and port alone)',
      mercadopago: 'init_point and external_resource_url lead to them',
      stripe: '/v3 (STRIPE_JS_URL); the url of a Checkout Session leads to its page',
    },
    test_data: TEST_DATA,
    operations: CONTROL_OPERATIONS.map(({ method, path, summary, example }) => ({
      call: `${method} ${ROOT}${path}`,
      summary,
      example: exampleOf(method, path, example),
    })),
  };
}

function exampleOf(method: string, path: string, example: object): string {
  const place = path.startsWith('/deliveries')
    ? path.replace(':id', 'dlv_1')
    : path.replace(/:\w+/g, (name) => SAMPLE_IDS[name] ?? name);
  if (method === 'POST') return `curl -X POST $SANDBOX${ROOT}${place} -d '${JSON.stringify(example)}'`;
  const query = new URLSearchParams(
    Object.entries(example).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return `curl '$SANDBOX${ROOT}${place}${query === '' ? '' : `?${query}`}'`;
}
