import { readEnvironment } from './sandbox.environment.js';
import { startSandbox } from './sandbox.js';

const HELP = `Imitates Wompi, MercadoPago and Stripe on this machine. Nothing here moves money.

Usage: npm run sandbox

Prints one line {"listening":"http://127.0.0.1:4010"} when it is ready and stops on Ctrl-C.
GET <url>/sandbox/control lists what it can do, with examples.

Environment:
  SANDBOX_HOST          address to listen on (127.0.0.1)
  SANDBOX_PORT          port, 0 for any free one (4010)
  SANDBOX_TARGET_URL    the Pasarela API; events go to <url>/webhooks/<gateway> (none: they are dropped)
  SANDBOX_TIME_FACTOR   divides every wait between attempts: 1 is real time (60)
  WOMPI_PUBLIC_KEY, WOMPI_PRIVATE_KEY, WOMPI_EVENTS_SECRET, WOMPI_INTEGRITY_SECRET,
  MERCADOPAGO_PUBLIC_KEY, MERCADOPAGO_ACCESS_TOKEN, MERCADOPAGO_WEBHOOK_SECRET,
  STRIPE_PUBLISHABLE_KEY, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET
                        the same as the API's; of a list the first signs; what is missing is made up
`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  if (args.length > 0) {
    process.stderr.write(`Unknown argument ${args[0]}\n\n${HELP}`);
    return 2;
  }
  const environment = readEnvironment(process.env);
  if ('problems' in environment) {
    process.stderr.write(`${environment.problems.join('\n')}\n`);
    return 1;
  }
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const sandbox = await startSandbox(environment.options);
  process.stdout.write(`${JSON.stringify({ listening: sandbox.url })}\n`);
  await stopped;
  await sandbox.close();
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`The sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
