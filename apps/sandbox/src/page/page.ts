import type { FastifyInstance, FastifyReply } from 'fastify';
import { acceptForms } from '../gateway/body.parsers.js';
import { GatewayProblem } from '../gateway/gateway.problem.js';
import { isJsonObject, plainText, type Json } from '../gateway/json.types.js';
import { html, Html } from './html.js';

const STYLE = new Html(`
:root{color-scheme:light;font:16px/1.5 system-ui,sans-serif}
body{margin:0;background:#f3f4f6;color:#1f2937}
header{background:#1f2937;color:#fff;padding:.75rem 1rem}
main{max-width:40rem;margin:0 auto;padding:1rem}
section,form.card,.card{background:#fff;border:1px solid #d1d5db;border-radius:.5rem;padding:1rem;margin:0 0 1rem}
h1{font-size:1.4rem;margin:.5rem 0}h2{font-size:1.1rem;margin:0 0 .5rem}
label{display:block;margin:.5rem 0 .1rem;font-weight:600}
input,select{font:inherit;padding:.45rem;width:100%;box-sizing:border-box;border:1px solid #6b7280;border-radius:.3rem}
button,a.button{font:inherit;display:inline-block;margin:.6rem .5rem 0 0;padding:.5rem .9rem;border:0;border-radius:.3rem;
background:#1d4ed8;color:#fff;cursor:pointer;text-decoration:none}
button.quiet,a.quiet{background:#e5e7eb;color:#111827}
:focus-visible{outline:3px solid #b45309;outline-offset:2px}
.error{border-color:#b91c1c;color:#991b1b}.amount{font-size:1.6rem;font-weight:700}
dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
small{color:#4b5563}
`);

export interface PageOptions {
  /** The gateway's name, shown on top. */
  readonly gateway: string;
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** Seconds after which the page asks again for itself. */
  readonly refreshSeconds?: number;
  /** A script of the sandbox's own; without one the page allows none. */
  readonly script?: Html;
}

/** Answers with a page. It is never kept, and it loads nothing from anywhere else. */
export function sendPage(reply: FastifyReply, page: PageOptions): FastifyReply {
  const refresh = page.refreshSeconds;
  const head = refresh === undefined ? null : html`<meta http-equiv="refresh" content="${refresh}" />`;
  const scripts = page.script === undefined ? '' : "; script-src 'self'";
  const document = html`<!doctype html>
    <html lang="es">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${head}
        <title>${page.title} · ${page.gateway} (sandbox)</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>${page.gateway} · sandbox: aquí no se mueve dinero</header>
        <main>
          <h1>${page.title}</h1>
          ${page.body} ${page.script ?? null}
        </main>
      </body>
    </html>`;
  return reply
    .code(page.status ?? 200)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', `default-src 'none'; style-src 'unsafe-inline'; img-src data:${scripts}`)
    .send(document.text);
}

/** Makes a scope one of pages: forms as bodies, refusals as pages. */
export function servePages(app: FastifyInstance, gateway: string): void {
  acceptForms(app);
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof GatewayProblem ? error.status : (error.statusCode ?? 500);
    const body = html`<div class="card error" role="alert">${lines(error)}</div>
      <p><small>Use el botón «atrás» del navegador para corregirlo.</small></p>`;
    return sendPage(reply, { gateway, title: 'No se pudo hacer', body, status });
  });
}

/** What a refusal says, for a person. */
export function problemText(error: unknown): string {
  if (!(error instanceof GatewayProblem)) return error instanceof Error ? error.message : String(error);
  return textsOf(error.body).join('. ');
}

function lines(error: Error): Html[] {
  const texts = error instanceof GatewayProblem ? textsOf(error.body) : [error.message];
  return texts.map((text) => html`<p>${text}</p>`);
}

/** `reason`, `message` and `messages` of any gateway's error body. */
function textsOf(body: Json): string[] {
  if (!isJsonObject(body)) return [];
  const { messages, reason, message, error } = body;
  if (isJsonObject(messages)) {
    return Object.entries(messages).map(
      ([field, texts]) => `${field}: ${Array.isArray(texts) ? texts.map(plainText).join(', ') : ''}`,
    );
  }
  const own = [reason, message].filter((text) => typeof text === 'string');
  return own.length > 0 ? own : textsOf(error ?? null);
}

/** Pesos and other money for people: `$ 50.000 COP`. `minor` has two decimals. */
export function moneyText(minor: number, currency: string): string {
  const major = new Intl.NumberFormat('es-CO', { minimumFractionDigits: minor % 100 === 0 ? 0 : 2 }).format(
    minor / 100,
  );
  return `$ ${major} ${currency.toUpperCase()}`;
}

/** The URL with more parameters; null when it is not one that a browser may be sent to. */
export function urlWith(url: string | null, more: Readonly<Record<string, string>>): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const target = new URL(url);
  if (!['http:', 'https:'].includes(target.protocol)) return null;
  for (const [name, value] of Object.entries(more)) target.searchParams.set(name, value);
  return target.href;
}
