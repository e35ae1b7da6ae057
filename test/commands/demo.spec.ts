import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres.js';
import { freePort } from '../../apps/launcher/src/ports.js';
import { PROVIDERS } from '../../apps/launcher/src/simulation/simulation.types.js';
import { until } from '../support/until.js';
import { outcomeOf, runCommand, type RunningCommand } from './command.js';

const SCENES = [
  'el webhook llega antes que el pedido',
  'el banco dice que no, y se paga de otra manera',
  'la pasarela se cae en mitad de un pago',
  'el pedido espera su pago, y el webhook llega repetido',
  'el comercio devuelve una parte, y después el resto',
];

describe('npm run demo beside npm start', () => {
  jest.setTimeout(120_000);
  let folder: string;
  let application: RunningCommand;
  const env = (): NodeJS.ProcessEnv => ({ PASARELA_DATA_DIR: folder });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pasarela-demo-'));
    chmodSync(folder, 0o755);
    application = runCommand(['start'], { ...env(), PORT: String(await freePort()), LOG_LEVEL: 'warn' });
    const ended = (): boolean => application.child.exitCode !== null;
    await until('the application is up', () => existsSync(join(folder, 'running.json')) || ended(), 60_000);
    if (ended()) throw new Error(application.output());
  });

  afterAll(async () => {
    application.child.kill('SIGTERM');
    await application.exited;
    removeEmbeddedPostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['the first time', 'again'])('plays every scene with every gateway to its good end: %s', async () => {
    const began = Date.now();
    const { code, results } = await outcomeOf(['demo'], env());
    expect({ code, results }).toMatchObject({
      code: 0,
      results: expect.stringMatching(/Las \d+ comprobaciones salieron como se esperaba/),
    });
    expect(Date.now() - began).toBeLessThan(60_000);
    expect(results).not.toContain('✗');
    const titles = results.split('\n').filter((line) => line.includes(' · '));
    const expected = PROVIDERS.flatMap((provider) => SCENES.map((scene) => `${provider} · ${scene}`));
    expect(titles).toEqual(expected);
  });

  it('prints no secret', async () => {
    const { results } = await outcomeOf(['demo'], env());
    const secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>;
    for (const [name, secret] of Object.entries(secrets))
      if (name !== 'ADMIN_EMAIL') expect(results).not.toContain(secret);
  });
});
