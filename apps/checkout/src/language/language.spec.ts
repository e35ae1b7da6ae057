import { initialLanguage } from './language.js';
import { en } from './texts.en.js';
import { es } from './texts.es.js';

describe('the language of the pages', () => {
  it.each([
    ['', null, 'es'],
    ['', 'en', 'en'],
    ['?lang=en', null, 'en'],
    ['?lang=es', 'en', 'es'],
    ['?lang=xx', 'en', 'es'],
  ])('with %p in the address and %p chosen before is %s', (search, stored, language) => {
    expect(initialLanguage(search, stored)).toBe(language);
  });

  it('leaves nothing untranslated', () => {
    const same = pairs(es, en).filter(([spanish, english]) => spanish === english);
    expect(same.map(([text]) => text)).toEqual(['Español', 'English', 'Total', 'NIT']);
  });
});

/** The texts of both, side by side. */
function pairs(left: unknown, right: unknown): [unknown, unknown][] {
  if (typeof left !== 'object' || left === null) return [[left, right]];
  return Object.entries(left).flatMap(([name, value]) => pairs(value, Reflect.get(right as object, name)));
}
