import type { AppConfig } from '../config/app-config.js';

/** What the browser part of a gateway needs: where its script comes from, what it frames and what it calls. */
interface BrowserPart {
  readonly scripts: readonly string[];
  readonly frames: readonly string[];
  readonly calls: readonly string[];
}

/**
 * The content security policy of the pages: nothing but their own files and this API, and of the gateways that are configured
 * what their widgets need.
 */
export function pagesPolicy(gateways: AppConfig['gateways']): string {
  const parts = browserParts(gateways);
  const from = (kind: keyof BrowserPart): string => parts.flatMap((part) => [...part[kind]]).join(' ');
  return [
    "default-src 'none'",
    `script-src 'self' ${from('scripts')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${from('calls')}`,
    `frame-src ${from('frames') || "'none'"}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
    .map((directive) => directive.trim())
    .join(';');
}

function browserParts({ wompi, stripe }: AppConfig['gateways']): BrowserPart[] {
  const checkout = 'https://checkout.wompi.co';
  const elements = 'https://js.stripe.com';
  return [
    ...(wompi ? [{ scripts: [checkout], frames: [checkout], calls: [] }] : []),
    ...(stripe
      ? [{ scripts: [elements], frames: [elements, 'https://hooks.stripe.com'], calls: ['https://api.stripe.com'] }]
      : []),
  ];
}
