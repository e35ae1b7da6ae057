import type { GivenSecrets, SandboxOptions } from './sandbox.options.js';

/** What the environment asks for, or every problem with it at once. Values are never repeated. */
export type EnvironmentReading = { readonly options: SandboxOptions } | { readonly problems: readonly string[] };

const DEFAULT_PORT = 4010;
const DEFAULT_TIME_FACTOR = 60;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the sandbox's variables. Of a list of secrets the first one signs, as the newest. */
export function readEnvironment(env: Environment): EnvironmentReading {
  const port = Number(read(env, 'SANDBOX_PORT') ?? DEFAULT_PORT);
  const timeFactor = Number(read(env, 'SANDBOX_TIME_FACTOR') ?? DEFAULT_TIME_FACTOR);
  const targetUrl = read(env, 'SANDBOX_TARGET_URL') ?? null;
  const problems = problemsOf(port, timeFactor, targetUrl);
  if (problems.length > 0) return { problems };
  const host = read(env, 'SANDBOX_HOST') ?? '127.0.0.1';
  return { options: { host, port, timeFactor, targetUrl, secrets: readSecrets(env) } };
}

function problemsOf(port: number, timeFactor: number, targetUrl: string | null): string[] {
  return [
    Number.isInteger(port) && port >= 0 && port <= 65_535 ? [] : invalid('SANDBOX_PORT', 'un puerto de 0 a 65535'),
    timeFactor > 0 && timeFactor <= 1e9 ? [] : invalid('SANDBOX_TIME_FACTOR', 'un número mayor que 0'),
    targetUrl === null || isHttpUrl(targetUrl) ? [] : invalid('SANDBOX_TARGET_URL', 'una URL http o https'),
  ].flat();
}

function readSecrets(env: Environment): GivenSecrets {
  const first = (name: string): string | undefined => read(env, name)?.split(',')[0]?.trim();
  return {
    wompi: {
      publicKey: read(env, 'WOMPI_PUBLIC_KEY'),
      privateKey: read(env, 'WOMPI_PRIVATE_KEY'),
      eventsSecret: first('WOMPI_EVENTS_SECRET'),
      integritySecret: read(env, 'WOMPI_INTEGRITY_SECRET'),
    },
    mercadopago: {
      publicKey: read(env, 'MERCADOPAGO_PUBLIC_KEY'),
      accessToken: read(env, 'MERCADOPAGO_ACCESS_TOKEN'),
      webhookSecret: first('MERCADOPAGO_WEBHOOK_SECRET'),
    },
    stripe: {
      publishableKey: read(env, 'STRIPE_PUBLISHABLE_KEY'),
      secretKey: read(env, 'STRIPE_SECRET_KEY'),
      webhookSecret: first('STRIPE_WEBHOOK_SECRET'),
    },
  };
}

/** Undefined for a variable that is absent or blank. */
function read(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

function invalid(name: string, expected: string): string {
  return `Variable de entorno inválida: ${name} (debe ser ${expected})`;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
