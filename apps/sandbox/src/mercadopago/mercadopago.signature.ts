import { createHmac } from 'node:crypto';

/** The parts of MercadoPago's manifest; what is missing is left out of it with its separator. `ts` is taken verbatim. */
export interface ManifestParts {
  readonly dataId: string | null;
  readonly requestId: string | null;
  readonly ts: string;
}

/** `id:<data.id>;request-id:<x-request-id>;ts:<ts>;` with the semicolon at the end. The body is no part of it. */
export function signatureManifest(parts: ManifestParts): string {
  const id = parts.dataId === null ? '' : `id:${parts.dataId};`;
  const requestId = parts.requestId === null ? '' : `request-id:${parts.requestId};`;
  return `${id}${requestId}ts:${parts.ts};`;
}

/** The `x-signature` header: HMAC-SHA256 of the manifest under the application's secret, lower-case hex. */
export function signatureHeader(parts: ManifestParts, secret: string): string {
  const v1 = createHmac('sha256', secret).update(signatureManifest(parts)).digest('hex');
  return `ts=${parts.ts},v1=${v1}`;
}
