import type { FastifyHelmetOptions } from '@fastify/helmet';

/** An answer of the API is data: a browser that is made to show it may load, run and frame nothing. */
const API_POLICY = { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } };

/** Swagger UI: its own scripts, inline styles and the icons in its style sheet; calls to this API alone. */
export const DOCS_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

export const HELMET_OPTIONS: FastifyHelmetOptions = {
  contentSecurityPolicy: API_POLICY,
  xFrameOptions: { action: 'deny' },
};

/** For the answers that are given before there is a request to speak of. */
export const BARE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};
