/**
 * The content security policy of the dashboard: its own files and this API, and nothing of anybody else's. The component library
 * writes its variables into `<style>` elements, which bear the nonce that only this answer knows.
 */
export function dashboardPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
