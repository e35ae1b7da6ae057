import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly profiles?: readonly string[];
  readonly secrets?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly mem_limit?: string;
}

const read = (name: string): string => readFileSync(join(REPOSITORY, name), 'utf8');
const compose = read('docker-compose.yml');
const { services } = load(compose, { schema: CORE_SCHEMA.withTags(mergeTag) }) as { services: Record<string, Service> };
const dockerfile = read('Dockerfile');
const SECRET = /(SECRET|TOKEN|PASSWORD|_KEY)\b/;

const service = (name: string): Service => services[name] ?? {};

describe('docker-compose.yml', () => {
  it('runs the API and the worker apart, after the migrations, on PostgreSQL and Redis', () => {
    const always = Object.keys(services).filter((name) => service(name).profiles === undefined);
    expect(always.sort()).toEqual(['api', 'migrate', 'postgres', 'redis', 'worker']);
    expect(service('api').environment?.['ROLE']).toBe('api');
    expect(service('worker').environment?.['ROLE']).toBe('worker');
    for (const name of ['api', 'worker']) {
      expect(service(name).depends_on?.['migrate']?.condition).toBe('service_completed_successfully');
    }
    expect(service('migrate').depends_on?.['postgres']?.condition).toBe('service_healthy');
  });

  it('keeps what PostgreSQL and Redis write, and never lets Redis throw a job away', () => {
    expect(service('postgres').image).toMatch(/^postgres:18/);
    expect(service('postgres').volumes).toEqual(['postgres:/var/lib/postgresql']);
    const redis = service('redis').command?.join(' ');
    expect(redis).toContain('--maxmemory-policy noeviction');
    expect(redis).toContain('--appendonly yes');
    expect(service('redis').volumes).toEqual(['redis:/data']);
  });

  it('weakens no durability of PostgreSQL', () => {
    expect(compose).not.toMatch(/fsync|synchronous_commit|full_page_writes/);
  });

  it('knows whether each server is well', () => {
    for (const name of ['postgres', 'redis']) expect(service(name).healthcheck?.test).toBeDefined();
    // The API and the worker have the check of their image.
    expect(dockerfile).toMatch(/^HEALTHCHECK [\s\S]*\/health\/live/m);
    for (const name of ['api', 'worker']) expect(service(name).healthcheck).toBeUndefined();
  });

  it('has Prometheus and Grafana for those who want them', () => {
    for (const name of ['prometheus', 'grafana']) expect(service(name).profiles).toEqual(['monitoring']);
    expect(service('prometheus').secrets).toEqual(['pasarela_secret_key']);
    for (const name of ['prometheus', 'grafana']) expect(service(name).read_only).toBe(true);
  });

  it.each(['api', 'worker', 'migrate', 'postgres', 'redis', 'prometheus', 'grafana'])(
    '%s gives up privileges and has a limit',
    (name) => {
      const { cap_drop, security_opt, mem_limit } = service(name);
      expect(cap_drop).toEqual(['ALL']);
      expect(security_opt).toContain('no-new-privileges:true');
      expect(mem_limit).toMatch(/^\d+[mg]$/);
    },
  );

  it('lets our own containers write nowhere but to the volume and /tmp', () => {
    for (const name of ['api', 'worker', 'migrate']) expect(service(name).read_only).toBe(true);
  });

  it('publishes the API, and Grafana if it is wanted, to this machine alone', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    const toThisMachine = expect.stringMatching(/^127\.0\.0\.1:\S+:3000$/);
    expect(published).toEqual([
      ['api', toThisMachine],
      ['grafana', toThisMachine],
    ]);
  });

  it('holds no secret and no default for one, and demands those that nothing works without', () => {
    const environments = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
    const secrets = environments.filter(([name]) => SECRET.test(name));
    expect(secrets.length).toBeGreaterThan(10);
    for (const [name, value] of secrets) expect([name, value]).toEqual([name, expect.stringMatching(/^\$\{\w+:[?-]/)]);
    for (const [, value] of secrets) expect(value).not.toMatch(/:-[^}]/);
    for (const name of ['POSTGRES_PASSWORD', 'JWT_ACCESS_SECRET', 'JWT_REFRESH_SECRET', 'ADMIN_PASSWORD']) {
      expect(compose).toMatch(new RegExp(`\\$\\{${name}:\\?`));
    }
  });

  it('passes on only variables that Pasarela knows', () => {
    const known = new Set([...read('.env.example').matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name]) => name));
    const passed = Object.keys(service('api').environment ?? {});
    expect(passed.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the Dockerfile', () => {
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  it('builds in one stage and runs in another, of a named version', () => {
    expect(stages).toHaveLength(2);
    for (const stage of stages) expect(stage).toMatch(/^node:\d+-\w+-slim\b/);
    expect(last).not.toMatch(/npm (ci|install)|COPY \. /);
  });

  it('runs as nobody in particular, with Node as process 1', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('CMD ["node", "--enable-source-maps"'));
    expect(last).toMatch(/^CMD \["node", .*"dist\/api\/src\/main\.js"\]$/m);
  });

  it('carries no secret: none in it, and none sent to the build', () => {
    expect(dockerfile).not.toMatch(/^\s*(ARG|ENV).*(SECRET|TOKEN|PASSWORD|_KEY)/m);
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    expect(ignored).toContain('**/.env*');
  });
});
