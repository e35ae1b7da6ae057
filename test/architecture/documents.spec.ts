import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const under = (folder: string): string[] => readdirSync(join(REPOSITORY, folder)).map((name) => `${folder}/${name}`);
const exists = (path: string): boolean => existsSync(join(REPOSITORY, path));

const DECISIONS = under('docs/adr').sort();
const DOCUMENTS = [
  'README.md',
  'RUNBOOK.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...DECISIONS,
  ...under('docs/gateways'),
  'docs/storefront.md',
];

const each = DOCUMENTS.map((path) => ({ path, text: read(path) }));

/** Texts that lie in one of our folders or are one of our documents; a pattern stands for the folder before it. */
const PATH = /^(?:(?:apps|test|docs|prisma|scripts|bench|\.ci)\/[\w./*-]*|[A-Z]+\.md|docker-compose\.yml|Dockerfile)$/;
/** Of a file of the API the document may leave out what all of them begin with. */
const SHORT_PATH = /^(?:[a-z-]+\/)+[a-z.-]*\.ts$/;

function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

function quotedPaths(text: string): string[] {
  return quoted(text).flatMap((code) => {
    const whole = code.replace(/\/?[^/]*\*.*$/, '');
    if (PATH.test(code)) return [whole];
    return SHORT_PATH.test(code) ? [`apps/api/src/${whole}`] : [];
  });
}

function linkedPaths({ path, text }: { path: string; text: string }): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(path), target)));
}

/** Words in capitals with an underscore that are no variables of the environment. */
const NO_VARIABLES = new Set(['APP_USR']);
/** Variables of other programs: of the compose file, of the sandbox and of the tests. */
const OTHER_VARIABLES = /^(POSTGRES_PASSWORD|PASARELA_SCREENSHOTS|SANDBOX_\w+)$/;

describe.each(each)('$path', ({ path, text }) => {
  it('quotes paths that exist', () => {
    expect([...quotedPaths(text), ...linkedPaths({ path, text })].filter((one) => !exists(one))).toEqual([]);
  });

  it('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names variables that exist', () => {
    const known = new Set([...read('.env.example').matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name]) => name));
    const named = [...text.matchAll(/(?<![\w-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([name]) => name);
    const unknown = named.filter((name) => !known.has(name) && !NO_VARIABLES.has(name) && !OTHER_VARIABLES.test(name));
    expect(unknown).toEqual([]);
  });

  it('names metrics that exist', () => {
    const known = new Set(
      under('apps/api/src/metrics').flatMap((file) =>
        [...read(file).matchAll(/'(pasarela_\w+)'/g)].map(([, name = '']) => name),
      ),
    );
    const named = [...text.matchAll(/pasarela_[a-z_]*[a-z]\b(?!…)/g)].map(([name]) => name);
    expect(named.filter((name) => !known.has(name.replace(/_(bucket|count|sum)$/, '')))).toEqual([]);
  });

  it('speaks of Pasarela alone', () => {
    expect(text).not.toMatch(/\/work\/|\.\.\/shared|TODO|FIXME/);
  });
});

describe('the decisions', () => {
  it('are numbered without a gap', () => {
    const numbers = DECISIONS.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]));
    expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
  });

  it.each(DECISIONS)('%s fits on a page and names a test that enforces it', (path) => {
    const text = read(path);
    expect(text.split('\n').length).toBeLessThanOrEqual(60);
    const enforcedBy = text.slice(text.indexOf('## Enforced by'));
    const tests = quotedPaths(enforcedBy).filter((quotedPath) => quotedPath.endsWith('.spec.ts'));
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((test) => !exists(test))).toEqual([]);
  });

  it('quote titles of tests that are there', () => {
    const missing = DECISIONS.flatMap((path) => {
      const text = read(path);
      const enforcedBy = text.slice(text.indexOf('## Enforced by')).replace(/\s+/g, ' ');
      const tests = quotedPaths(enforcedBy).filter((quotedPath) => quotedPath.endsWith('.spec.ts'));
      const sources = tests.map(read).join('\n');
      return [...enforcedBy.matchAll(/"([^"]+)"/g)]
        .map(([, title = '']) => title)
        .filter((title) => !sources.includes(title))
        .map((title) => `${path}: ${title}`);
    });
    expect(missing).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  it('is one screen', () => {
    expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(70);
  });

  it('has every room of the API', () => {
    const rooms = readdirSync(join(REPOSITORY, 'apps/api/src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
      .map(({ name }) => name);
    expect(rooms.filter((room) => !read('ARCHITECTURE.md').includes(`\`${room}/\``))).toEqual([]);
  });
});
