import { isAscii, isUtf8 } from 'node:buffer';
import { SeenKeys } from './json.keys.js';
import type { JsonSelection } from './json.selection.js';

/** A number as the sender wrote it: money and ids above 2^53 would not survive a float. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** An object is a Map, so that no key of a stranger can ever be a property of ours. */
export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | string | JsonNumber | JsonList | JsonObject;
export type JsonList = readonly Json[];

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
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
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
 * @param bytes the text's UTF-8, where the caller has it: plain ASCII, as most events are, is then read where it stands.
 * @throws JsonError and nothing else.
 */
export function parseJson(text: string, selection: JsonSelection = true, bytes: Buffer = Buffer.from(text)): Json {
  return new Parser(text, isAscii(bytes) ? bytes : codesOf(text)).document(selection);
}

const NOT_ASCII = 0x7f;

/** A byte per code unit. What is not ASCII has no meaning outside of strings and none in particular inside: one byte for all. */
function codesOf(text: string): Buffer {
  const codes = Buffer.allocUnsafe(text.length);
  for (let at = 0; at < text.length; at++) codes[at] = Math.min(text.charCodeAt(at), NOT_ASCII);
  return codes;
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
  /** Where the key read last stands: in the text itself, or by itself when it had escapes. */
  private keyText = '';
  private keyStart = 0;
  private keyEnd = 0;

  /** @param codes a byte for each code unit of the text: reading bytes is several times as fast as reading characters. */
  constructor(
    private readonly text: string,
    private readonly codes: Buffer,
  ) {}

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
    if (code === 0x74) return this.literal(TRUE, true);
    if (code === 0x66) return this.literal(FALSE, false);
    if (code === 0x6e) return this.literal(NULL, null);
    return this.number(selection !== undefined);
  }

  private object(depth: number, selection: JsonSelection): Json {
    const members = new Map<string, Json>();
    const seen = this.enterObject(depth);
    if (this.closes(CLOSE_BRACE)) return members;
    do {
      this.key(seen);
      const wanted = selection === true ? true : selection.at(this.keyText, this.keyStart, this.keyEnd);
      const name = wanted === undefined ? '' : this.keyText.slice(this.keyStart, this.keyEnd);
      const member = this.value(depth, wanted);
      if (wanted !== undefined) members.set(name, member);
    } while (this.continues(CLOSE_BRACE));
    return members;
  }

  private skipObject(depth: number): null {
    const seen = this.enterObject(depth);
    if (this.closes(CLOSE_BRACE)) return null;
    do {
      this.key(seen);
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

  /** Reads `"key":` and leaves where it stands: its text is made only for those who keep it. */
  private key(seen: SeenKeys): void {
    if (this.peek() !== QUOTE) throw new JsonError('not_json');
    const start = this.at + 1;
    const escaped = this.scanString();
    const end = this.at - 1;
    this.keyText = escaped ? unescape(this.text.slice(start - 1, end + 1)) : this.text;
    this.keyStart = escaped ? 0 : start;
    this.keyEnd = escaped ? this.keyText.length : end;
    const print = escaped ? printOf(codesOf(this.keyText), 0, this.keyEnd) : printOf(this.codes, start, end);
    if (!seen.add(this.text, start, end, print)) throw new JsonError('duplicate_key');
    if (isForbidden(this.keyText, this.keyStart, this.keyEnd)) throw new JsonError('forbidden_key');
    if (this.peek() !== COLON) throw new JsonError('not_json');
    this.at++;
  }

  private string(wanted: boolean): string {
    const start = this.at;
    if (this.scanString()) return unescape(this.text.slice(start, this.at));
    return wanted ? this.text.slice(start + 1, this.at - 1) : '';
  }

  /** Moves behind the string that begins here; true when there are escapes to decode in it. */
  private scanString(): boolean {
    const { codes } = this;
    let escaped = false;
    let at = this.at + 1;
    for (let code = codes[at]; code !== QUOTE; code = codes[++at]) {
      if (code === undefined || code < 0x20) throw new JsonError('not_json');
      if (code === BACKSLASH) {
        escaped = true;
        at++;
      }
    }
    this.at = at + 1;
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
    const { codes } = this;
    let at = this.at;
    let code = codes[at] ?? 0;
    if (code < 0x31 || code > 0x39) return false;
    while (code >= 0x30 && code <= 0x39) code = codes[++at] ?? 0;
    if (code === 0x2e || code === 0x65 || code === 0x45) return false;
    this.at = at;
    return true;
  }

  private literal<T extends boolean | null>(word: Buffer, value: T): T {
    for (let i = 0; i < word.length; i++) if (this.codes[this.at + i] !== word[i]) throw new JsonError('not_json');
    this.at += word.length;
    return value;
  }

  /** The character after the whitespace; undefined at the end. */
  private peek(): number | undefined {
    const { codes } = this;
    let at = this.at;
    while (isWhitespace(codes[at])) at++;
    this.at = at;
    return codes[at];
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

/** One comparison for what is none, which at a key or a value is most. */
function isWhitespace(code: number | undefined): boolean {
  return code !== undefined && code <= 0x20 && (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09);
}

/** The platform's own parser knows every escape; what it refuses is not JSON. */
function unescape(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new JsonError('not_json');
  }
}

/** Of a key at codes[start, end): cheap, and different for keys that differ in length, ends or middle, as those of one object do. */
function printOf(codes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  const middle = codes[start + (length >> 1)] as number;
  return (length << 24) ^ (middle << 16) ^ ((codes[start] as number) << 8) ^ (codes[end - 1] as number);
}

/** A loop, not `some`: its function would be made anew for every key, and there are many. */
function isForbidden(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length !== 9 && length !== 11) return false;
  for (const key of FORBIDDEN_KEYS) {
    if (key.length === length && text.startsWith(key, start)) return true;
  }
  return false;
}
