import { join } from 'node:path';

/** What `npm start` tells of itself once it runs. */
export interface WelcomeFacts {
  readonly apiUrl: string;
  readonly sandboxUrl: string | null;
  /** The API's environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly dataFolder: string;
  readonly embedded: boolean;
  /** What GET /health answered. */
  readonly status: number;
}

/** The text that `npm start` ends with: where everything is, how to get in, what to try. In Spanish, then in English. */
export function welcome(facts: WelcomeFacts): string {
  const { apiUrl, sandboxUrl, env, dataFolder, embedded, status } = facts;
  const health = status === 200 ? '' : `\n  ¡Atención! /health respondió ${status}: vea ${apiUrl}/health`;
  const database = embedded ? `PostgreSQL incluido (${dataFolder})` : 'la de DATABASE_URL';
  return `
Pasarela está lista · Pasarela is ready${health}

  API                ${apiUrl}
  Tablero            ${apiUrl}/dashboard
  Documentación      ${apiUrl}/docs
  Salud              ${apiUrl}/health
  Sandbox            ${sandboxUrl ?? 'no se usa: todas las pasarelas tienen claves propias'}
  Base de datos      ${database}
  Colas              ${env['REDIS_URL'] ? 'Redis (REDIS_URL)' : 'PostgreSQL'}

  Administrador      ${env['ADMIN_EMAIL']}  /  ${env['ADMIN_PASSWORD']}
  Clave publicable   ${env['STORE_PUBLISHABLE_KEY']}
  Clave secreta      ${env['API_SECRET_KEY']}
  Guardadas en       ${join(dataFolder, 'secrets.json')}
${trials(facts)}
Ctrl-C detiene todo · Ctrl-C stops everything`;
}

function trials({ apiUrl, sandboxUrl, env }: WelcomeFacts): string {
  const cart = `curl -s -X POST ${apiUrl}/store/carts -H 'content-type: application/json' \\
    -H 'x-publishable-api-key: ${env['STORE_PUBLISHABLE_KEY']}' \\
    -d '{"currency":"COP","items":[{"title":"Café","quantity":2,"unit_amount":2500000}]}'`;
  const pay = `npm run webhook:simulate -- --provider wompi --status APPROVED --reference <id del carrito> --amount 5000000 --currency COP`;
  const orders = `curl -s ${apiUrl}/api/orders -H 'authorization: Bearer ${env['API_SECRET_KEY']}'`;
  return `
Pruebe · Try
  1. un carrito · a cart
    ${cart}
  2. pagarlo en el navegador · pay it in a browser
    ${apiUrl}/checkout/<id del carrito>
${sandboxUrl ? `  3. o su pago, firmado como lo firma la pasarela · or its payment, signed as the gateway signs\n    ${pay}\n` : ''}  ${sandboxUrl ? 4 : 3}. los pedidos · the orders
    ${orders}
`;
}
