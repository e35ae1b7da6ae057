import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from './application.js';
import { JsonLogger } from './common/json.logger.js';
import type { AppConfig } from './config/app-config.js';
import { describeConfig } from './config/describe-config.js';
import { readProcessEnvironment } from './config/environment.source.js';
import { loadConfig } from './config/load-config.js';
import { prepareDatabase } from './database/database.preparation.js';
import { assertNoEviction } from './queue/redis.policy.js';

/**
 * Boots the process: configuration, database, queue, then the doors. What is wrong is said on `output`, a line each, in
 * Spanish and without values, and the process exits with 1 before a port is open.
 */
export async function boot(output: NodeJS.WritableStream): Promise<NestFastifyApplication | null> {
  try {
    const { config, warnings } = loadConfig(readProcessEnvironment());
    const logger = new JsonLogger(config.logLevel);
    for (const warning of warnings) logger.warn(warning, 'Config');
    for (const line of describeConfig(config)) logger.log(line, 'Config');
    await checkSurroundings(config, logger);
    const app = await createApplication(config, logger);
    await app.listen(config.http.port, config.http.host);
    logger.log(`Pasarela escucha en ${await app.getUrl()} (${config.role})`, 'Boot');
    return app;
  } catch (error) {
    output.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    // Connections that are open already must not keep a process alive that serves nobody.
    setTimeout(() => process.exit(1), 500).unref();
    return null;
  }
}

async function checkSurroundings(config: AppConfig, logger: JsonLogger): Promise<void> {
  await prepareDatabase(config);
  if (config.redis === null) return;
  const asked = await assertNoEviction(config.redis.url);
  if (!asked)
    logger.warn('Redis no responde: los eventos se guardan y se procesan desde PostgreSQL hasta que vuelva.', 'Boot');
}
