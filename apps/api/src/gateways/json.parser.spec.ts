import fc from 'fast-check';
import { canonicalJson, decodeUtf8, isList, type Json, JsonError, JsonNumber, parseJson } from './json.parser.js';
import { JsonReader } from './json.reader.js';
import { selectPaths } from './json.selection.js';

function codeOf(text: string): string {
  try {
    parseJson(text);
    return 'accepted';
  } catch (error) {
    return error instanceof JsonError ? error.code : `threw ${String(error)}`;
  }
}

/** Back to what JSON.parse gives, to compare with it. */
function plain(value: Json): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(plain);
  return Object.fromEntries([...value].map(([key, member]) => [key, plain(member)]));
}

describe('parseJson', () => {
  it('reads every JSON text as the platform does', () => {
    const noDangerousKeys = (text: string): boolean => !/__proto__|constructor|prototype/.test(text);
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }).filter(noDangerousKeys), fc.constantFrom(0, 2, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        expect(plain(parseJson(text))).toEqual(JSON.parse(text));
        expect(JSON.parse(canonicalJson(parseJson(text)))).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('refuses every text that the platform refuses', () => {
    const json = fc.oneof(
      fc.string(),
      fc.json().chain((text) => fc.nat(text.length).map((at) => text.slice(0, at))),
    );
    fc.assert(
      fc.property(json, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (!valid) expect(codeOf(text)).toBe('not_json');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{"a":1,"a":2}', 'duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'duplicate_key'],
    ['{"\\u0061":1,"a":2}', 'duplicate_key'],
    ['{"a":{"b":1,"b":1}}', 'duplicate_key'],
    ['{"":1,"":2}', 'duplicate_key'],
    ['{"a":{"b":1},"b":{"a":1}}', 'accepted'],
    ['[{"a":1},{"a":1}]', 'accepted'],
    ['{"__proto__":1}', 'forbidden_key'],
    ['{"prototype":1}', 'forbidden_key'],
    ['{"a":[{"constructor":1}]}', 'forbidden_key'],
    ['{"\\u005f_proto__":1}', 'forbidden_key'],
    ['{"constructors":1,"__proto":2}', 'accepted'],
    [`${'['.repeat(32)}${']'.repeat(32)}`, 'accepted'],
    [`${'['.repeat(33)}${']'.repeat(33)}`, 'too_deep'],
    ['\ufeff{}', 'not_json'],
    ['01', 'not_json'],
    ['-', 'not_json'],
    ['1.', 'not_json'],
    ['1e', 'not_json'],
    ['-0.5e-3', 'accepted'],
    ['{"a":1,}', 'not_json'],
    ['[1,]', 'not_json'],
    ['{"a" 1}', 'not_json'],
    ['"\u0001"', 'not_json'],
    ['"\\u12g4"', 'not_json'],
    ['{} {}', 'not_json'],
  ])('judges %s: %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('tells apart keys whose hashes meet', () => {
    // "Aa" and "BB" have the same 31-based hash.
    expect(codeOf('{"Aa":1,"BB":2,"AaBB":3,"BBAa":4}')).toBe('accepted');
    expect(codeOf('{"Aa":1,"BB":2,"Aa":3}')).toBe('duplicate_key');
  });

  it('finds a key twice among thousands', () => {
    const members = Array.from({ length: 5000 }, (_, index) => `"k${index}":${index}`);
    expect(codeOf(`{${members.join(',')}}`)).toBe('accepted');
    for (const again of ['"k0":1', '"k4999":1', '"\\u006b70":1']) {
      expect(codeOf(`{${[...members, again].join(',')}}`)).toBe('duplicate_key');
    }
  });

  it('checks as strictly what it does not keep', () => {
    const selection = selectPaths('id');
    for (const text of [
      '{"id":1,"x":{"a":1,"a":2}}',
      '{"id":1,"x":{"__proto__":1}}',
      '{"id":1,"x":"\\x"}',
      '{"id":1,"x":01}',
    ]) {
      expect(() => parseJson(text, selection)).toThrow(JsonError);
    }
    expect(plain(parseJson('{"id":1,"x":[{"y":2}],"z":{}}', selection))).toEqual({ id: 1 });
  });

  it('keeps numbers as they were written', () => {
    const reader = JsonReader.fromText('{"big":233000061680860001,"decimal":0.10,"huge":1e400}');
    expect(reader.integer('big')).toBe(233000061680860001n);
    expect(reader.numberText('decimal')).toBe('0.10');
    expect(() => reader.integer('huge')).toThrow('wrong_type: huge');
  });
});

describe('decodeUtf8', () => {
  it.each([
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a lone continuation', [0x80]],
    ['a cut character', [0xe2, 0x82]],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decodeUtf8(Buffer.from(bytes))).toThrow('not_utf8');
  });
});

describe('JsonReader', () => {
  const reader = JsonReader.fromText('{"a":{"b":"text","n":null,"l":[{"c":1},{"c":2}]},"id":7,"f":1.5,"t":true}');

  it('reads by path', () => {
    expect(reader.string('a.b')).toBe('text');
    expect(reader.optionalString('a.n')).toBeNull();
    expect(reader.optionalString('a.missing.deeper')).toBeNull();
    expect(reader.optionalId('id')).toBe('7');
    expect(reader.boolean('t')).toBe(true);
    expect(reader.list('a.l').map((item) => item.integer('c'))).toEqual([1n, 2n]);
    expect(reader.optionalList('a.none')).toEqual([]);
  });

  it('names the field that is missing or of another type, never its value', () => {
    expect(() => reader.string('a.n')).toThrow('missing_field: a.n');
    expect(() => reader.string('id')).toThrow('wrong_type: id');
    expect(() => reader.integer('f')).toThrow('wrong_type: f');
    expect(() => reader.optionalId('t')).toThrow('wrong_type: t');
    expect(() => reader.list('a.none')).toThrow('missing_field: a.none');
    expect(() => reader.optionalList('id')).toThrow('wrong_type: id');
    expect(() => reader.object('a').object('b')).toThrow('wrong_type: a.b');
    expect(() => reader.list('a.l')[0]?.string('c')).toThrow('wrong_type: a.l.0.c');
    expect(() => JsonReader.fromText('[]')).toThrow('wrong_type');
  });

  it('finds nothing that the sender did not write', () => {
    for (const path of ['toString', 'a.constructor', 'a.l.length', 'a.b.length', 'size']) {
      expect(reader.at(path)).toBeUndefined();
    }
  });
});
