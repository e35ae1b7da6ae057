// `npm start`: the embedded PostgreSQL (unless DATABASE_URL names another), migrations, the sandbox gateways, the API.
import { LocalInstallation } from './local-installation.js';
import { runCommand } from './launcher-error.js';
import { callerEnvironment } from './caller-environment.js';

const USAGE = `npm start: levanta Pasarela completa en esta máquina.

Variables que puede definir (las suyas ganan siempre): PORT, HOST, ROLE, DATABASE_URL, REDIS_URL, PASARELA_DATA_DIR,
las claves de cada pasarela y las demás de .env.example. Ctrl-C lo detiene todo en orden.
`;

const SAME_KEYSTROKE_MS = 1_000;

async function start(): Promise<number> {
  if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const installation = new LocalInstallation(callerEnvironment());
  const interrupted = new Promise<number>((resolve) => {
    let firstAskedAt = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        firstAskedAt ||= Date.now();
        resolve(0);
        // A second Ctrl-C means now. One Ctrl-C arrives twice, though: from the terminal, and passed on by npm.
        if (signal !== 'SIGINT' || Date.now() - firstAskedAt < SAME_KEYSTROKE_MS) return;
        installation.kill();
        process.exit(130);
      });
    }
  });
  try {
    const ended = installation.start().then(() => installation.ended);
    // Interrupted while starting: what start() then fails with says nothing.
    ended.catch(() => undefined);
    return await Promise.race([interrupted, ended]);
  } finally {
    await installation.stop();
  }
}

await runCommand(start);
