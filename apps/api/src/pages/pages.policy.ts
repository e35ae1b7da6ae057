import type { AppConfig } from '../config/app-config.js';

/** What Stripe's fields need beside their script: its API, and the page on which a bank asks. */
const STRIPE = { calls: 'https://api.stripe.com', frames: 'https://hooks.stripe.com' };

/**
 * The content security policy of the pages: nothing but their own files and this API, and what the widgets of the gateways that
 * are configured need once they are chosen. (To a gateway's own page the browser navigates; no policy of ours stands in its way.)
 */
export function pagesPolicy({ wompi, stripe }: AppConfig['gateways']): string {
  const elements = stripe !== null && stripe.publishableKey !== null ? [new URL(stripe.scriptUrl).origin] : [];
  const scripts = [...new Set([...(wompi === null ? [] : [new URL(wompi.checkoutUrl).origin]), ...elements])];
  const frames = [...scripts, ...elements.map(() => STRIPE.frames)];
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(' '),
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...elements.map(() => STRIPE.calls)].join(' '),
    ['frame-src', ...(frames.length > 0 ? frames : ["'none'"])].join(' '),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
