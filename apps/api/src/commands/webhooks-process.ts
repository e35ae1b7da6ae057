import { readProcessEnvironment } from '../config/environment.source.js';
import { runWebhooksProcess } from './webhooks-process.command.js';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

process.exitCode = await runWebhooksProcess(process.argv.slice(2), readProcessEnvironment(), {
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  stop: stop.signal,
});
