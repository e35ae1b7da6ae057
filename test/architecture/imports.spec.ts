import { below, importsOf, sourcesUnder, type SourceFile, type SourceImport } from './source.files.js';

const API = 'apps/api/src';
const GATEWAYS = ['wompi', 'mercadopago', 'stripe'];

/** Which rooms of the API each room may import, beside itself: the one direction. Prisma's client has a rule of its own. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  common: [],
  config: ['common'],
  database: ['common', 'config'],
  tracing: ['common', 'config'],
  queue: ['common', 'config', 'tracing'],
  http: ['common', 'config', 'openapi', 'tracing'],
  audit: ['common', 'config', 'database'],
  auth: ['common', 'config', 'database', 'audit'],
  people: ['common', 'config', 'database', 'audit', 'auth'],
  backups: ['common', 'config', 'database', 'queue', 'audit', 'auth'],
  orders: ['common', 'config', 'database', 'audit', 'auth'],
  payments: ['common', 'config', 'database', 'audit', 'auth', 'orders'],
  idempotency: ['common', 'config', 'database', 'audit', 'auth'],
  metrics: ['common', 'config', 'database', 'queue', 'audit', 'auth', 'backups', 'payments'],
  health: ['common', 'config', 'database', 'queue', 'audit', 'auth'],
  notifications: ['common', 'config', 'database', 'queue', 'audit', 'auth', 'metrics'],
  alerts: ['common', 'config', 'database', 'queue', 'audit', 'auth', 'metrics', 'notifications'],
  gateways: ['common', 'config', 'payments', 'metrics', 'tracing'],
  webhooks: [
    'common',
    'config',
    'http',
    'database',
    'queue',
    'audit',
    'auth',
    'payments',
    'gateways',
    'metrics',
    'tracing',
  ],
  paying: [
    'common',
    'config',
    'database',
    'queue',
    'audit',
    'auth',
    'orders',
    'payments',
    'gateways',
    'metrics',
    'idempotency',
  ],
  operations: [
    'common',
    'config',
    'database',
    'queue',
    'audit',
    'auth',
    'orders',
    'payments',
    'gateways',
    'metrics',
    'idempotency',
  ],
  reconciliation: [
    'common',
    'config',
    'database',
    'queue',
    'audit',
    'auth',
    'backups',
    'orders',
    'payments',
    'gateways',
    'metrics',
    'idempotency',
    'paying',
    'operations',
    'invariants',
  ],
  desk: ['common', 'config', 'database', 'queue', 'audit', 'auth', 'orders', 'payments', 'gateways', 'metrics'],
  invariants: ['common', 'config', 'database', 'auth', 'orders', 'payments'],
  openapi: ['common', 'config', 'auth'],
  pages: ['common', 'config'],
  commands: [
    'common',
    'config',
    'database',
    'queue',
    'audit',
    'backups',
    'invariants',
    'metrics',
    'tracing',
    'webhooks',
  ],
};

/** The files at the root of the API put the rooms together: they may import any. */
const ROOT = '(root)';

const api = sourcesUnder(API);

function roomOf(path: string): string {
  const inner = below(API, path) ?? path;
  return inner.includes('/') ? (inner.split('/')[0] as string) : ROOT;
}

/** Imports that break a rule, as `file → target`. */
function offences(files: readonly SourceFile[], isOffence: (one: SourceImport, file: SourceFile) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports.filter((one) => isOffence(one, file)).map(({ target }) => `${file.path} → ${target}`),
  );
}

const inRoom = (room: string): SourceFile[] => api.filter(({ path }) => roomOf(path) === room);

describe('the rooms of the API', () => {
  it('are all in the table', () => {
    const rooms = new Set(api.map(({ path }) => roomOf(path)));
    rooms.delete(ROOT);
    expect([...rooms].filter((room) => !(room in ROOMS))).toEqual([]);
  });

  it('import in one direction: the table has no circle', () => {
    const finished = new Set<string>();
    const visit = (room: string, way: readonly string[]): void => {
      if (way.includes(room)) throw new Error(`circle: ${[...way, room].join(' → ')}`);
      if (finished.has(room)) return;
      for (const next of ROOMS[room] ?? []) visit(next, [...way, room]);
      finished.add(room);
    };
    for (const room of Object.keys(ROOMS)) visit(room, []);
    expect(finished).toContain('webhooks');
  });

  it.each(Object.keys(ROOMS))('%s imports what the table says and nothing else of ours', (room) => {
    const allowed = new Set([room, 'generated', ...(ROOMS[room] ?? [])]);
    expect(offences(inRoom(room), ({ target, isOurs }) => isOurs && !allowed.has(roomOf(target)))).toEqual([]);
  });

  it('stay inside the API', () => {
    expect(offences(api, ({ target, isOurs }) => isOurs && below(API, target) === null)).toEqual([]);
  });
});

describe('the gateways', () => {
  it('take nothing but types from payments, and only the payment event', () => {
    const isOffence = ({ target, typesOnly }: SourceImport): boolean =>
      roomOf(target) === 'payments' && (!typesOnly || target !== `${API}/payments/payment-event.ts`);
    expect(offences(inRoom('gateways'), isOffence)).toEqual([]);
  });

  it.each(GATEWAYS)('%s touches no database, no queue, no metrics and no other gateway', (gateway) => {
    const folder = `${API}/gateways/${gateway}`;
    const others = GATEWAYS.filter((other) => other !== gateway);
    const files = api.filter(({ path }) => below(folder, path) !== null);
    expect(files.length).toBeGreaterThan(4);
    const rooms = new Set(['common', 'config', 'payments', 'gateways']);
    const isOffence = ({ target, isOurs, typesOnly }: SourceImport): boolean => {
      if (!isOurs) return /^(@nestjs|pg|ioredis|bullmq|@prisma)/.test(target);
      if (others.some((other) => below(`${API}/gateways/${other}`, target) !== null)) return true;
      return !rooms.has(roomOf(target)) || (roomOf(target) === 'config' && !typesOnly);
    };
    expect(offences(files, isOffence)).toEqual([]);
  });

  it.each(['payments', 'orders'])('are named nowhere in %s', (room) => {
    const names = new RegExp(GATEWAYS.join('|'), 'i');
    const naming = inRoom(room).flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (names.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(naming).toEqual([]);
  });

  it('are imported by name in the registry and nowhere else', () => {
    const isOffence = ({ target, isOurs }: SourceImport, { path }: SourceFile): boolean =>
      isOurs &&
      GATEWAYS.some((name) => {
        const folder = `${API}/gateways/${name}`;
        return below(folder, target) !== null && below(folder, path) === null;
      }) &&
      path !== `${API}/gateways/gateway.registry.ts`;
    expect(offences(api, isOffence)).toEqual([]);
  });
});

describe('Prisma', () => {
  it('is for lists, keys and users: the money path does without', () => {
    const users = /^(database\/|auth\/(api-key|user)\.repository\.ts$|\w+\/[\w-]+-listing\.repository\.ts$)/;
    const isOffence = ({ target, isOurs }: SourceImport, { path }: SourceFile): boolean => {
      const prisma = isOurs ? /\/generated\/|\/prisma\.service\.ts$/.test(target) : target.startsWith('@prisma/');
      return prisma && !users.test(below(API, path) ?? '');
    };
    expect(offences(api, isOffence)).toEqual([]);
    expect(api.filter(({ path }) => users.test(below(API, path) ?? '')).length).toBeGreaterThan(5);
  });
});

describe('the leaves', () => {
  it('the counters that every room may use import no room', () => {
    const files = api.filter(({ path }) => path === `${API}/metrics/metrics.service.ts`);
    expect(files).toHaveLength(1);
    expect(offences(files, ({ isOurs }) => isOurs)).toEqual([]);
  });

  it('rooms that count import the counters and nothing else of metrics', () => {
    const isOffence = ({ target }: SourceImport): boolean =>
      roomOf(target) === 'metrics' && target !== `${API}/metrics/metrics.service.ts`;
    expect(
      offences(
        ['gateways', 'webhooks', 'paying', 'operations', 'reconciliation', 'notifications'].flatMap(inRoom),
        isOffence,
      ),
    ).toEqual([]);
  });
});

describe('the environment', () => {
  it('is read in config alone', () => {
    const reading = api.filter(({ path, text }) => roomOf(path) !== 'config' && /process\s*\.\s*env\b/.test(text));
    expect(reading.map(({ path }) => path)).toEqual([]);
  });
});

describe('the programs', () => {
  const outside = (program: string, forbidden: readonly string[]): string[] =>
    offences(
      sourcesUnder(`apps/${program}`),
      ({ target, isOurs }) => isOurs && forbidden.some((other) => below(`apps/${other}`, target) !== null),
    );

  it('API and sandbox never import each other, nor what launches them', () => {
    expect(outside('api', ['sandbox', 'launcher'])).toEqual([]);
    expect(outside('sandbox', ['api', 'launcher'])).toEqual([]);
  });
});

describe('what runs in a browser', () => {
  const isBelow = (folders: readonly string[], target: string): boolean =>
    folders.some((folder) => below(folder, target) !== null);

  it('the pages import themselves and the client, which imports nothing of ours', () => {
    const pages = sourcesUnder('apps/checkout');
    expect(pages.some(({ path }) => path.endsWith('.tsx'))).toBe(true);
    const allowed = ['apps/checkout', 'packages/client'];
    expect(offences(pages, ({ target, isOurs }) => isOurs && !isBelow(allowed, target))).toEqual([]);
    const client = sourcesUnder('packages/client/src');
    expect(client.length).toBeGreaterThan(5);
    expect(offences(client, ({ target, isOurs }) => isOurs && !isBelow(['packages/client'], target))).toEqual([]);
  });

  it('the dashboard imports itself and the client, and neither the pages nor the API', () => {
    const dashboard = sourcesUnder('apps/dashboard/src');
    expect(dashboard.length).toBeGreaterThan(40);
    const allowed = ['apps/dashboard', 'packages/client'];
    expect(offences(dashboard, ({ target, isOurs }) => isOurs && !isBelow(allowed, target))).toEqual([]);
  });

  it('the pages of the dashboard import what all share, never each other', () => {
    const shared = ['api', 'format', 'gateways', 'language', 'layout', 'session', 'story', 'ui'];
    const folderOf = (path: string): string | undefined => below('apps/dashboard/src', path)?.split('/').at(-2);
    const files = sourcesUnder('apps/dashboard/src').filter(({ path }) => folderOf(path) !== undefined);
    const isOffence = ({ target, isOurs }: SourceImport, { path }: SourceFile): boolean => {
      const [from, to] = [folderOf(path), folderOf(target)];
      return isOurs && to !== undefined && to !== from && !shared.includes(to);
    };
    expect(offences(files, isOffence)).toEqual([]);
  });

  it('the pages at which shoppers pay are held up by no package but React and openapi-fetch', () => {
    const files = [...sourcesUnder('apps/checkout/src'), ...sourcesUnder('packages/client/src')];
    const packages = files.flatMap(({ imports }) =>
      imports.filter(({ isOurs }) => !isOurs).map(({ target }) => target),
    );
    expect([...new Set(packages)].sort()).toEqual(['openapi-fetch', 'react', 'react-dom/client']);
  });
});

describe('the reader of imports', () => {
  it('sees every form, and which of them are types', () => {
    const text = `
      import type { A } from './a.js';
      import { type B, type C } from '../b/b.js';
      import { type D, E } from './d.js';
      import pg from 'pg';
      import './effects.js';
      export { F } from './f.js';
      const later = () => import('./later.js');
    `;
    const seen = importsOf('apps/x/y/z.ts', text).map(({ target, typesOnly }) => [target, typesOnly]);
    expect(seen).toEqual([
      ['apps/x/y/a.ts', true],
      ['apps/x/b/b.ts', true],
      ['apps/x/y/d.ts', false],
      ['pg', false],
      ['apps/x/y/effects.ts', false],
      ['apps/x/y/f.ts', false],
      ['apps/x/y/later.ts', false],
    ]);
  });
});
