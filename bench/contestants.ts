import { createCeiling } from './ceiling/ceiling.js';
import type { Contestant } from './contestant.js';
import type { LoadGenerator } from './load/load.generator.js';
import type { ContestantName, Options } from './options.js';
import { createPasarela } from './pasarela/pasarela.js';
import { RESULTS } from './report/result.file.js';
import type { Surroundings } from './surroundings/surroundings.js';
import { createUsual } from './usual/usual.js';

/** A Redis database of its own each; those of Pasarela on Redis exist only where there is one. */
const REDIS_DATABASES: Readonly<Partial<Record<ContestantName, number>>> = { usual: 1, 'api-redis': 2, 'all-redis': 3 };

const PASARELA: Readonly<Record<Exclude<ContestantName, 'ceiling' | 'usual'>, { role: 'api' | 'all'; label: string }>> =
  {
    api: { role: 'api', label: 'Pasarela, API alone, queues on PostgreSQL' },
    'api-redis': { role: 'api', label: 'Pasarela, API alone, queues on Redis' },
    all: { role: 'all', label: 'Pasarela, API and worker in one process, queues on PostgreSQL' },
    'all-redis': { role: 'all', label: 'Pasarela, API and worker in one process, queues on Redis' },
  };

/** Prepares those that the options name and the machine can run, each with a database of its own. */
export async function createContestants(
  surroundings: Surroundings,
  generator: LoadGenerator,
  { contestants, profile }: Options,
): Promise<Contestant[]> {
  const created: Contestant[] = [];
  for (const name of contestants) {
    const database = REDIS_DATABASES[name];
    const redisUrl = database === undefined ? null : (surroundings.redis?.url(database) ?? null);
    if (name === 'ceiling') created.push(await createCeiling(surroundings));
    else if (name === 'usual') created.push(await createUsual(surroundings, redisUrl));
    else if (database === undefined || redisUrl !== null) {
      const options = { name, ...PASARELA[name], redisUrl, profileFolder: profile ? RESULTS : null };
      created.push(await createPasarela(surroundings, generator, options));
    }
  }
  return created;
}
