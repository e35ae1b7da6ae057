import type { AppConfig } from '../config/app-config.js';

/**
 * The content security policy of the pages: nothing but their own files and this API, and where a gateway's widget can be chosen,
 * that widget. (To a gateway's own page the browser navigates; no policy of ours stands in its way.)
 */
export function pagesPolicy({ wompi }: AppConfig['gateways']): string {
  const widgets = wompi === null ? '' : ` ${new URL(wompi.checkoutUrl).origin}`;
  return [
    "default-src 'none'",
    `script-src 'self'${widgets}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src${widgets || " 'none'"}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
