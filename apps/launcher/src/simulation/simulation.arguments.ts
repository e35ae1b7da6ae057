import { parseArgs } from 'node:util';
import { LauncherError } from '../launcher-error.js';
import { PAID, PROVIDERS, type Provider, type Simulation } from './simulation.types.js';

export const USAGE = `npm run webhook:simulate -- --provider wompi --reference WC-1050 --amount 5000000 [opciones]

Envía a una API en marcha un evento bien firmado, para recuperar un pedido cuyo webhook no llegó. El evento no decide nada
por sí solo: decide lo que la API de la pasarela diga de ese --id. Con el sandbox, primero crea allí la transacción.

  --provider   wompi, mercadopago (o mp) o stripe
  --reference  a qué se aplica: id del carrito, id del pedido o referencia propia (WC-1050)
  --amount     en unidades menores, sin puntos: 5000000 son 50 000 COP
  --currency   ISO 4217; por defecto COP
  --status     en palabras de la pasarela; por defecto pagado: APPROVED, approved, succeeded
  --id         la transacción en la pasarela, la del recibo (01-123456-789); con el sandbox puede faltar
  --url        la API; por defecto la de npm start, o http://127.0.0.1:3000

Firma con WOMPI_EVENTS_SECRET, MERCADOPAGO_WEBHOOK_SECRET o STRIPE_WEBHOOK_SECRET, o con los secretos locales de npm start.
Con API_SECRET_KEY sigue el evento hasta diez segundos y dice qué fue de él.
Códigos de salida: 0 recibido, y procesado o en espera; 1 rechazado o fallido; 2 uso o configuración incorrectos.
`;

const AMOUNT = /^[1-9][0-9]{0,14}$/;
const CURRENCY = /^[A-Z]{3}$/;
const TEXT = /^[\x21-\x7e]{1,255}$/;

type TextOption = 'provider' | 'status' | 'reference' | 'amount' | 'currency' | 'id' | 'url';

interface Rule {
  readonly required: boolean;
  readonly accepts: (value: string) => boolean;
  readonly complaint: string;
}

const isText = (value: string): boolean => TEXT.test(value);

const RULES: Readonly<Record<TextOption, Rule>> = {
  provider: {
    required: true,
    accepts: (value) => providerOf(value) !== null,
    complaint: `--provider debe ser ${PROVIDERS.join(', ')}`,
  },
  reference: {
    required: true,
    accepts: isText,
    complaint: '--reference es obligatoria: un carrito, un pedido o una referencia propia',
  },
  amount: {
    required: true,
    accepts: (value) => AMOUNT.test(value),
    complaint: '--amount es obligatorio: un entero en unidades menores (5000000 son 50 000 COP)',
  },
  currency: {
    required: false,
    accepts: (value) => CURRENCY.test(value.toUpperCase()),
    complaint: '--currency debe ser un código ISO 4217 de tres letras',
  },
  id: { required: false, accepts: isText, complaint: '--id no es un identificador' },
  status: { required: false, accepts: isText, complaint: '--status no es un estado' },
  url: { required: false, accepts: isHttpUrl, complaint: '--url debe ser una URL http o https' },
};

/** Null when help was asked for. @throws LauncherError with exit code 2 naming every problem. */
export function readSimulation(args: readonly string[]): Simulation | null {
  const { help, ...given } = readOptions(args);
  if (help) return null;
  const problems = Object.entries(RULES).flatMap(([name, { required, accepts, complaint }]) => {
    const value = given[name as TextOption];
    const good = value === undefined ? !required : accepts(value);
    return good ? [] : [complaint];
  });
  const provider = providerOf(given.provider);
  if (provider === null || problems.length > 0) throw misuse(problems.join('\n'));
  return {
    provider,
    status: given.status ?? PAID[provider],
    reference: given.reference ?? '',
    amountMinor: Number(given.amount),
    currency: (given.currency ?? 'COP').toUpperCase(),
    id: given.id ?? null,
    url: given.url?.replace(/\/+$/, '') ?? null,
  };
}

function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        provider: text,
        status: text,
        reference: text,
        amount: text,
        currency: text,
        id: text,
        url: text,
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error));
  }
}

function providerOf(name: string | undefined): Provider | null {
  if (name === 'mp') return 'mercadopago';
  return PROVIDERS.find((provider) => provider === name) ?? null;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function misuse(problem: string): LauncherError {
  return new LauncherError(`${problem}\n\n${USAGE}`, 2);
}
