import { CONTROL_OPERATIONS } from './control.operations.js';

/** What `GET /sandbox/control` says: the operations, each with an example that works. */
export interface ControlGuide {
  readonly about: string;
  readonly apis: Readonly<Record<string, string>>;
  readonly operations: readonly { readonly call: string; readonly summary: string; readonly example: string }[];
}

const ROOT = '/sandbox/control';
const SAMPLE_IDS: Readonly<Record<string, string>> = { ':gateway': 'wompi', ':id': '1123456-1769351602-78650' };

export function guide(): ControlGuide {
  return {
    about: 'Imitations of Wompi, MercadoPago and Stripe. Nothing here moves money. Amounts are ISO 4217 minor units.',
    apis: {
      wompi: '/wompi/v1 (WOMPI_BASE_URL)',
      mercadopago: '/mercadopago (MERCADOPAGO_BASE_URL)',
      stripe: '/ (STRIPE_BASE_URL: scheme, host and port alone)',
    },
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
