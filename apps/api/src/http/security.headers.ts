/** An answer of the API is data: a browser that is made to show it may load, run and frame nothing. */
const API_POLICY = "default-src 'none';frame-ancestors 'none'";

/** Swagger UI: its own scripts and pictures, the styles in its page, calls to this API alone. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

/**
 * What helmet 8 sends, with our policies. They are constants, so they are written down: helmet works them out again for every
 * request, which costs as much as the rest of one.
 */
const COMMON = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
} as const;

export const API_HEADERS: Readonly<Record<string, string>> = { 'content-security-policy': API_POLICY, ...COMMON };
export const DOCS_HEADERS: Readonly<Record<string, string>> = { 'content-security-policy': DOCS_POLICY, ...COMMON };
