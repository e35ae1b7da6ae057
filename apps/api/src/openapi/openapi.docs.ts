import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { buildDocument } from './openapi.document.js';

/**
 * Serves the document at `/docs-json` and Swagger UI over it at `/docs`. It is built when it is first asked for: no boot has
 * to wait for it.
 */
export function serveDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => buildDocument(app), {
    raw: ['json'],
    customSiteTitle: 'Pasarela API',
    swaggerOptions: { persistAuthorization: false, displayRequestDuration: true, docExpansion: 'list' },
  });
}
