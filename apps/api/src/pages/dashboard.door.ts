import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { assetsOf, sendProblem } from './built.assets.js';
import { dashboardPolicy } from './dashboard.policy.js';
import { pagesFolder } from './pages.folder.js';

/** All addresses of the dashboard are one document, which reads its own address. */
const PAGES = ['/dashboard', '/dashboard/*'] as const;

/** What the build puts where each answer's nonce goes (`apps/dashboard/vite.config.mjs`). */
const NONCE = '{{nonce}}';
const NONCE_BYTES = 16;

/** Serves the dashboard: built files and nothing else. What it shows it asks of the API, with the token of who logged in. */
@Injectable()
export class DashboardDoor {
  private readonly logger = new Logger('Dashboard');

  /** Registers the routes in a scope of their own. Where the dashboard was not built there are none. */
  async register(instance: FastifyInstance, folder: string | null = pagesFolder('dashboard')): Promise<void> {
    if (folder === null) {
      this.logger.warn('El panel no está compilado (npm run build): /dashboard responde 404.');
      return;
    }
    const pieces = readFileSync(join(folder, 'index.html'), 'utf8').split(NONCE);
    await instance.register(async (scope) => {
      scope.setErrorHandler((error, request, reply) => sendProblem(error, request.id, reply));
      for (const path of PAGES) scope.get(path, (_request, reply) => sendDocument(reply, pieces));
      await scope.register(fastifyStatic, assetsOf(folder, '/dashboard/assets/'));
    });
  }
}

function sendDocument(reply: FastifyReply, pieces: readonly string[]): FastifyReply {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  return reply
    .headers({
      'content-security-policy': dashboardPolicy(nonce),
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(pieces.join(nonce));
}
