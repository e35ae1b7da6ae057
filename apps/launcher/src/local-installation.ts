import { join } from 'node:path';
import { DATABASE_NAME } from './command-environment.js';
import { startProgram, type ChildProgram } from './child-program.js';
import { createDatabaseIfMissing } from './database.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import { LauncherError } from './launcher-error.js';
import { localEnvironment, needsEmbeddedDatabase, sandboxEnvironment, sandboxGateways } from './local-environment.js';
import { localSecrets, type LocalSecrets } from './local-secrets.js';
import { freePort, isFree } from './ports.js';
import { dataDirectory } from './repository.js';
import { announceInstance, runningInstance, withdrawInstance } from './running-instance.js';
import { untilHealthy, untilListening } from './readiness.js';
import { welcome } from './welcome.js';

const DEFAULT_PORT = 3000;
const PROGRAM_STOP_LIMIT_MS = 20_000;
const MAX_PORT = 65_535;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Everything that `npm start` runs. Started once, stopped in the reverse order. */
export class LocalInstallation {
  /** Resolves to the exit code when something ended by itself that should have gone on. */
  readonly ended: Promise<number>;

  private readonly dataFolder: string;
  private readonly secrets: LocalSecrets;
  private end: (exitCode: number) => void = () => undefined;
  private postgres: EmbeddedPostgres | undefined;
  private sandbox: ChildProgram | undefined;
  private api: ChildProgram | undefined;
  private starting: Promise<void> = Promise.resolve();
  private ready = false;
  private loss: { readonly what: string; readonly code: number } | undefined;
  private stopping = false;

  constructor(private readonly caller: NodeJS.ProcessEnv) {
    this.dataFolder = dataDirectory(caller);
    this.secrets = localSecrets(join(this.dataFolder, 'secrets.json'));
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** Resolves when the API answers. @throws LauncherError in Spanish. */
  start(): Promise<void> {
    return (this.starting = this.startAll());
  }

  private async startAll(): Promise<void> {
    const host = this.caller['HOST'] || '127.0.0.1';
    const port = await this.choosePort(host);
    const apiUrl = `http://${reachable(host)}:${port}`;
    const databaseUrl = await this.startDatabase();
    this.proceed();
    const sandboxUrl = await this.startSandbox(apiUrl, port);
    this.proceed();
    const { dataFolder, secrets } = this;
    const env = localEnvironment(this.caller, { databaseUrl, sandboxUrl, secrets, dataFolder, host, port, apiUrl });
    const status = await this.startApi(env, apiUrl);
    this.proceed();
    announceInstance(dataFolder, { databaseUrl, apiUrl, sandboxUrl });
    say(welcome({ apiUrl, sandboxUrl, env, dataFolder, embedded: this.postgres !== undefined, status }));
    this.ready = true;
    this.reportLoss();
  }

  /** Stops what runs, the API first, the database last. Also in the middle of `start`, which then goes no further. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.stopPrograms();
    await this.starting.catch(() => undefined);
    await this.stopPrograms();
    withdrawInstance(this.dataFolder);
    await this.postgres?.stop();
  }

  private async stopPrograms(): Promise<void> {
    await this.api?.stop(PROGRAM_STOP_LIMIT_MS);
    await this.sandbox?.stop(PROGRAM_STOP_LIMIT_MS);
  }

  /** Ends the programs at once; `stop` goes on from there. The database always gets its orderly shutdown. */
  kill(): void {
    this.api?.signal('SIGKILL');
    this.sandbox?.signal('SIGKILL');
  }

  /** Between two steps: goes no further once asked to stop. */
  private proceed(): void {
    if (this.stopping) throw new LauncherError('Interrumpido.');
  }

  private async choosePort(host: string): Promise<number> {
    const asked = this.caller['PORT'];
    if (asked) {
      const port = Number(asked);
      if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) throw new LauncherError(`PORT inválido: ${asked}`);
      if (!(await isFree(port, host))) throw new LauncherError(`El puerto ${port} está ocupado (PORT). Elija otro.`);
      return port;
    }
    const port = await freePort(DEFAULT_PORT, host);
    if (port !== DEFAULT_PORT) say(`El puerto ${DEFAULT_PORT} está ocupado: se usa ${port}.`);
    return port;
  }

  private async startDatabase(): Promise<string> {
    const databaseUrl = needsEmbeddedDatabase(this.caller)
      ? await this.startPostgres()
      : (this.caller['DATABASE_URL'] ?? '');
    const { applyMigrations } = await import('../../api/src/database/migrations/migrations.js');
    const applied = await applyMigrations(databaseUrl);
    const { migrateQueueSchema } = await import('../../api/src/database/queue-schema.js');
    await migrateQueueSchema(databaseUrl);
    if (applied.length > 0) say(`Migraciones aplicadas: ${applied.join(', ')}`);
    return databaseUrl;
  }

  private async startPostgres(): Promise<string> {
    const other = runningInstance(this.dataFolder);
    if (other) throw new LauncherError(`Ya hay un npm start aquí: proceso ${other.pid}, ${other.apiUrl}`);
    this.postgres = await startEmbeddedPostgres({ folder: this.dataFolder, profile: 'durable', log: say });
    void this.postgres.exited.then(() => this.lost('PostgreSQL', 1));
    const databaseUrl = this.postgres.url(DATABASE_NAME);
    await createDatabaseIfMissing(databaseUrl);
    return databaseUrl;
  }

  private async startSandbox(targetUrl: string, apiPort: number): Promise<string | null> {
    if (sandboxGateways(this.caller).length === 0) return null;
    const asked = Number(this.caller['SANDBOX_PORT'] || 0);
    const port = asked > 0 ? asked : await freePort(Math.min(apiPort + 1, MAX_PORT));
    const env = sandboxEnvironment(this.caller, { secrets: this.secrets, targetUrl, port });
    const listening = untilListening();
    this.sandbox = startProgram('sandbox/src/main.js', { env, detached: true, onLine: listening.onLine });
    void this.sandbox.exited.then((code) => this.lost('El sandbox', code));
    return listening.url(this.sandbox);
  }

  private async startApi(env: NodeJS.ProcessEnv, apiUrl: string): Promise<number> {
    this.api = startProgram('api/src/main.js', { env, detached: true });
    void this.api.exited.then((code) => this.lost('La API', code));
    return untilHealthy(apiUrl, this.api);
  }

  /** Something ended by itself. Before everything is ready, `start` fails with the reason, or ends this at its last step. */
  private lost(what: string, code: number): void {
    this.loss ??= { what, code };
    if (this.ready) this.reportLoss();
  }

  private reportLoss(): void {
    if (this.stopping || !this.loss) return;
    const { what, code } = this.loss;
    process.stderr.write(`${what} terminó (código ${code}); se detiene todo.\n`);
    this.end(code === 0 ? 1 : code);
  }
}

/** An address to type into a browser: a server that listens everywhere is also here. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
