// Writes the API's OpenAPI document as JSON to the file that it is given: what the typed client is generated from. The
// application is made and never listens: neither a database nor a queue nor a gateway is needed, and none is asked.
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createApplication } from './application.js';
import { loadConfig } from './config/load-config.js';
import { buildDocument } from './openapi/openapi.document.js';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('which file is the document to be written to?');
const secret = (): string => randomBytes(32).toString('hex');

const { config } = loadConfig({
  NODE_ENV: 'test',
  ROLE: 'api',
  LOG_LEVEL: 'silent',
  DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/nothing',
  JWT_ACCESS_SECRET: secret(),
  JWT_REFRESH_SECRET: secret(),
});
const app = await createApplication(config);
writeFileSync(file, `${JSON.stringify(buildDocument(app), null, 2)}\n`);
process.exit(0);
