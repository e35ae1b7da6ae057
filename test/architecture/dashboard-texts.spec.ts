import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

const SOURCES = join(REPOSITORY, 'apps/dashboard/src');
const FOLDERS = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('texts.es.ts'))
  .map((name) => join(SOURCES, name, '..'));

type Leaf = readonly [path: string, text: unknown];

/** Every text with the way to it; a text that is made by a function is known by its number of arguments. */
function leaves(texts: unknown, path = ''): Leaf[] {
  if (typeof texts === 'function') return [[path, `function of ${texts.length}`]];
  if (typeof texts !== 'object' || texts === null) return [[path, texts]];
  return Object.entries(texts).flatMap(([name, value]) => leaves(value, `${path}/${name}`));
}

/** Words that are the same in both languages. */
const SAME = new Set([
  'Pasarela',
  'Wompi',
  'Mercado Pago',
  'Stripe',
  'Redis',
  'PostgreSQL',
  'JSON',
  'Error',
  'Total',
  'No',
]);

describe('the texts of the dashboard', () => {
  it('lie beside their pages', () => {
    expect(FOLDERS.length).toBeGreaterThanOrEqual(3);
  });

  it.each(FOLDERS.map((folder) => relative(SOURCES, folder)))('of %s say the same in both languages', async (name) => {
    const folder = join(SOURCES, name);
    const { es } = (await import(join(folder, 'texts.es.ts'))) as { es: unknown };
    const { en } = (await import(join(folder, 'texts.en.ts'))) as { en: unknown };
    const english = new Map(leaves(en));
    expect(leaves(es).map(([path]) => path)).toEqual([...english.keys()]);
    const untranslated = leaves(es).filter(
      ([path, text]) =>
        text === english.get(path) &&
        typeof text === 'string' &&
        !SAME.has(text) &&
        !/^(function of \d|[\p{Lu}\d .:…·-]*)$/u.test(text),
    );
    expect(untranslated).toEqual([]);
  });
});
