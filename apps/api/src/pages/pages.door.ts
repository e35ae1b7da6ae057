import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../common/problem.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { assetsOf, sendProblem } from './built.assets.js';
import { pagesFolder } from './pages.folder.js';
import { pagesPolicy } from './pages.policy.js';

/** The addresses of the pages. All are one document, which reads its own address. */
const PAGES = ['/checkout/:cart_id', '/checkout/:cart_id/return', '/order/confirmed/:order_id'] as const;

/** Serves the pages at which shoppers pay: built files, and the little they must know of this installation. */
@Injectable()
export class PagesDoor {
  private readonly logger = new Logger('Pages');

  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  /** Registers the routes in a scope of their own. Without built pages there are none. */
  async register(instance: FastifyInstance, folder: string | null = pagesFolder('checkout')): Promise<void> {
    if (folder === null) {
      this.logger.warn('Las páginas de pago no están compiladas (npm run build): /checkout responde 404.');
      return;
    }
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const headers = pageHeaders(this.config);
    await instance.register(async (scope) => {
      scope.setErrorHandler((error, request, reply) => sendProblem(error, request.id, reply));
      for (const path of PAGES) {
        scope.get(path, (_request, reply) => {
          this.publishableKey();
          return reply.headers(headers).type('text/html; charset=utf-8').send(html);
        });
      }
      scope.get('/checkout/config.json', (_request, reply) => reply.send(this.publicConfig()));
      await scope.register(fastifyStatic, assetsOf(folder, '/checkout/assets/'));
    });
  }

  /** What the pages must know before they can call the API. Nothing of it is secret. */
  private publicConfig(): Record<string, unknown> {
    const { supportUrl, supportEmail } = this.config.checkout;
    return { publishable_key: this.publishableKey(), support_url: supportUrl, support_email: supportEmail };
  }

  /** @throws ProblemError 404: the pages call the API as any storefront does, with the key of the environment. */
  private publishableKey(): string {
    const { publishableKey } = this.config.auth;
    if (publishableKey !== null) return publishableKey;
    throw new ProblemError('pages_not_configured', 'These pages need STORE_PUBLISHABLE_KEY', { status: 404 });
  }
}

function pageHeaders({ gateways }: AppConfig): Record<string, string> {
  return {
    'content-security-policy': pagesPolicy(gateways),
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    // A bank's confirmation may open in a window of its own.
    'cross-origin-opener-policy': 'same-origin-allow-popups',
  };
}
