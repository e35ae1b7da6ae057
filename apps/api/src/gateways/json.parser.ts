import { isUtf8 } from 'node:buffer';
import { SeenKeys } from './json.keys.js';

/** A number as the sender wrote it: money and ids above 2^53 would not survive a float. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** An object is a Map, so that no key of a stranger can ever be a property of ours. */
export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | string | JsonNumber | JsonList | JsonObject;
export type JsonList = readonly Json[];

/** Which keys to keep, by name; `true` keeps all below. Everything else is checked just as strictly and then forgotten. */
export type JsonSelection = true | ReadonlyMap<string, JsonSelection>;

export type JsonErrorCode =
  'not_utf8' | 'not_json' | 'too_deep' | 'duplicate_key' | 'forbidden_key' | 'missing_field' | 'wrong_type';

/** The only error that reading outside JSON throws. Names the fault and, at most, the field's path: never a value. */
export class JsonError extends Error {
  constructor(
    readonly code: JsonErrorCode,
    readonly field: string | null = null,
  ) {
    super(field === null ? code : `${code}: ${field}`);
    this.name = 'JsonError';
  }
}

/** Deeper than any gateway's event, and far from what breaks JSON.stringify, structuredClone or PostgreSQL. */
const MAX_DEPTH = 32;
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Decodes bytes that must be UTF-8.
 * @throws JsonError `not_utf8`: two different invalid bodies must never read as the same text.
 */
export function decodeUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new JsonError('not_utf8');
  return bytes.toString('utf8');
}

/**
 * Parses RFC 8259 JSON from strangers in one pass: at most 32 deep, no key twice in one object, no `__proto__`,
 * `constructor` or `prototype`, no byte order mark, numbers kept as text.
 * @throws JsonError and nothing else.
 */
export function parseJson(text: string, selection: JsonSelection = true): Json {
  return new Parser(text).document(selection);
}

/** Compact JSON of a parsed value, the same for the same content whatever its whitespace and escapes were. */
export function canonicalJson(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = [...value].map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

export function isList(value: Json | undefined): value is JsonList {
  return Array.isArray(value);
}

/** One per depth, for every parse: parsing never waits, so no two can meet. */
const SEEN = Array.from({ length: MAX_DEPTH + 1 }, () => new SeenKeys());

/** Recursive descent is safe here: it never goes deeper than MAX_DEPTH. An undefined selection checks and builds nothing. */
class Parser {
  private at = 0;
  /** Of the string scanned last. */
  private hash = 0;

  constructor(private readonly text: string) {}

  document(selection: JsonSelection): Json {
    const value = this.value(0, selection);
    this.peek();
    if (this.at !== this.text.length) throw new JsonError('not_json');
    return value;
  }

  private value(depth: number, selection: JsonSelection | undefined): Json {
    const code = this.peek();
    if (code === QUOTE) return this.string(selection !== undefined);
    if (code === OPEN_BRACE)
      return selection === undefined ? this.skipObject(depth + 1) : this.object(depth + 1, selection);
    if (code === OPEN_BRACKET) return this.list(depth + 1, selection);
    if (code === 0x74) return this.literal('true', true);
    if (code === 0x66) return this.literal('false', false);
    if (code === 0x6e) return this.literal('null', null);
    return this.number(selection !== undefined);
  }

  private object(depth: number, selection: JsonSelection): Json {
    const members = new Map<string, Json>();
    const seen = this.enterObject(depth);
    if (this.closes(CLOSE_BRACE)) return members;
    do {
      const key = this.key(seen, true);
      const wanted = selection === true ? true : selection.get(key);
      const member = this.value(depth, wanted);
      if (wanted !== undefined) members.set(key, member);
    } while (this.continues(CLOSE_BRACE));
    return members;
  }

  private skipObject(depth: number): null {
    const seen = this.enterObject(depth);
    if (this.closes(CLOSE_BRACE)) return null;
    do {
      this.key(seen, false);
      this.value(depth, undefined);
    } while (this.continues(CLOSE_BRACE));
    return null;
  }

  private list(depth: number, selection: JsonSelection | undefined): Json {
    this.enter(depth);
    const items: Json[] = [];
    if (this.closes(CLOSE_BRACKET)) return items;
    do {
      const item = this.value(depth, selection);
      if (selection !== undefined) items.push(item);
    } while (this.continues(CLOSE_BRACKET));
    return items;
  }

  /** Reads `"key":`. Its text is made only where somebody looks at it. */
  private key(seen: SeenKeys, wanted: boolean): string {
    if (this.peek() !== QUOTE) throw new JsonError('not_json');
    const start = this.at + 1;
    const escaped = this.scanString();
    const end = this.at - 1;
    let key = '';
    if (escaped) key = unescape(this.text.slice(start - 1, end + 1));
    else if (wanted || end - start === 9 || end - start === 11) key = this.text.slice(start, end);
    if (!seen.add(this.text, start, end, escaped ? hashOf(key) : this.hash)) throw new JsonError('duplicate_key');
    if (FORBIDDEN_KEYS.has(key)) throw new JsonError('forbidden_key');
    if (this.peek() !== COLON) throw new JsonError('not_json');
    this.at++;
    return key;
  }

  private string(wanted: boolean): string {
    const start = this.at;
    if (this.scanString()) return unescape(this.text.slice(start, this.at));
    return wanted ? this.text.slice(start + 1, this.at - 1) : '';
  }

  /** Moves behind the string that begins here, leaving its hash; true when there are escapes to decode in it. */
  private scanString(): boolean {
    const { text } = this;
    let escaped = false;
    let hash = 0;
    let at = this.at + 1;
    for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(++at)) {
      // NaN, past the end, is not above the controls either.
      if (!(code >= 0x20)) throw new JsonError('not_json');
      hash = (Math.imul(hash, 31) + code) | 0;
      if (code === BACKSLASH) {
        escaped = true;
        at++;
      }
    }
    this.at = at + 1;
    this.hash = hash;
    return escaped;
  }

  private number(wanted: boolean): Json {
    const start = this.at;
    if (!this.plainInteger()) {
      NUMBER.lastIndex = start;
      if (!NUMBER.test(this.text)) throw new JsonError('not_json');
      this.at = NUMBER.lastIndex;
    }
    return wanted ? new JsonNumber(this.text.slice(start, this.at)) : null;
  }

  /** Moves behind a number that is nothing but digits, which most are. */
  private plainInteger(): boolean {
    let at = this.at;
    let code = this.text.charCodeAt(at);
    if (!(code >= 0x31 && code <= 0x39)) return false;
    while (code >= 0x30 && code <= 0x39) code = this.text.charCodeAt(++at);
    if (code === 0x2e || code === 0x65 || code === 0x45) return false;
    this.at = at;
    return true;
  }

  private literal<T extends boolean | null>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw new JsonError('not_json');
    this.at += word.length;
    return value;
  }

  /** The character after the whitespace; NaN at the end. */
  private peek(): number {
    let code = this.text.charCodeAt(this.at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = this.text.charCodeAt(++this.at);
    return code;
  }

  private enter(depth: number): void {
    if (depth > MAX_DEPTH) throw new JsonError('too_deep');
    this.at++;
  }

  private enterObject(depth: number): SeenKeys {
    this.enter(depth);
    const seen = SEEN[depth] as SeenKeys;
    seen.clear();
    return seen;
  }

  private closes(code: number): boolean {
    if (this.peek() !== code) return false;
    this.at++;
    return true;
  }

  private continues(closing: number): boolean {
    const code = this.peek();
    if (code !== COMMA && code !== closing) throw new JsonError('not_json');
    this.at++;
    return code === COMMA;
  }
}

/** The platform's own parser knows every escape; what it refuses is not JSON. */
function unescape(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new JsonError('not_json');
  }
}

/** The same hash as the scanner makes on its way, for a key that had escapes. */
function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
