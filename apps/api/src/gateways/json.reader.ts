import { decodeUtf8, isList, type Json, JsonError, type JsonErrorCode, JsonNumber, parseJson } from './json.parser.js';
import type { JsonSelection } from './json.selection.js';

const INTEGER = /^-?(?:0|[1-9][0-9]{0,29})$/;

/**
 * Typed access to outside JSON by dotted path ("data.object.id"). What is null counts as absent; what is of another type
 * than asked is an error, not a guess. Throws JsonError and nothing else.
 */
export class JsonReader {
  private constructor(
    private readonly root: Json,
    private readonly prefix: string,
  ) {}

  /** Reads the bytes of a body or an answer: strict UTF-8, then strict JSON (see parseJson), an object at the top. */
  static fromBytes(bytes: Buffer, selection: JsonSelection = true): JsonReader {
    return JsonReader.fromText(decodeUtf8(bytes), selection, bytes);
  }

  /** Reads text that was decoded strictly before, from `bytes` if they are at hand. */
  static fromText(text: string, selection: JsonSelection = true, bytes?: Buffer): JsonReader {
    const root = parseJson(text, selection, bytes);
    if (!(root instanceof Map)) throw new JsonError('wrong_type');
    return new JsonReader(root, '');
  }

  /** The parsed value at a path; undefined where there is none. */
  at(path: string): Json | undefined {
    let value: Json | undefined = this.root;
    for (const key of keysOf(path)) {
      if (!(value instanceof Map)) return undefined;
      value = (value as ReadonlyMap<string, Json>).get(key);
    }
    return value;
  }

  string(path: string): string {
    return this.required(path, this.optionalString(path));
  }

  optionalString(path: string): string | null {
    const value = this.at(path) ?? null;
    if (value === null || typeof value === 'string') return value;
    throw this.error('wrong_type', path);
  }

  boolean(path: string): boolean {
    const value = this.at(path);
    if (typeof value === 'boolean') return value;
    throw this.error(value === undefined ? 'missing_field' : 'wrong_type', path);
  }

  /** A whole number, exactly, however large (up to 30 digits). */
  integer(path: string): bigint {
    return this.required(path, this.optionalInteger(path));
  }

  optionalInteger(path: string): bigint | null {
    const text = this.optionalNumberText(path);
    if (text === null) return null;
    if (!INTEGER.test(text)) throw this.error('wrong_type', path);
    return BigInt(text);
  }

  /** A number as it was written, for decimals that must not pass through a float. */
  numberText(path: string): string {
    return this.required(path, this.optionalNumberText(path));
  }

  optionalNumberText(path: string): string | null {
    const value = this.at(path) ?? null;
    if (value === null) return null;
    if (value instanceof JsonNumber) return value.text;
    throw this.error('wrong_type', path);
  }

  /** An id that is sometimes a string and sometimes a whole number, as text. */
  optionalId(path: string): string | null {
    const value = this.at(path) ?? null;
    if (value === null || typeof value === 'string') return value;
    if (value instanceof JsonNumber && INTEGER.test(value.text)) return value.text;
    throw this.error('wrong_type', path);
  }

  /** The object at a path; null when absent. */
  optionalObject(path: string): JsonReader | null {
    const value = this.at(path) ?? null;
    if (value === null) return null;
    if (value instanceof Map) return this.below(value, path);
    throw this.error('wrong_type', path);
  }

  object(path: string): JsonReader {
    return this.required(path, this.optionalObject(path));
  }

  /** The items of a list. */
  list(path: string): readonly JsonReader[] {
    return this.required(path, this.listAt(path));
  }

  /** The items of a list; absent reads as empty. */
  optionalList(path: string): readonly JsonReader[] {
    return this.listAt(path) ?? [];
  }

  private listAt(path: string): readonly JsonReader[] | null {
    const value = this.at(path) ?? null;
    if (value === null) return null;
    if (!isList(value)) throw this.error('wrong_type', path);
    return value.map((item, index) => this.below(item, `${path}.${index}`));
  }

  private below(value: Json, path: string): JsonReader {
    return new JsonReader(value, this.fullPath(path));
  }

  private required<T>(path: string, value: T | null): T {
    if (value === null) throw this.error('missing_field', path);
    return value;
  }

  private error(code: JsonErrorCode, path: string): JsonError {
    return new JsonError(code, this.fullPath(path));
  }

  private fullPath(path: string): string {
    return this.prefix === '' ? path : `${this.prefix}.${path}`;
  }
}

/** The paths are words of our code, read again for every event; but some come with an event, so there is an end to it. */
const KEYS = new Map<string, readonly string[]>();
const MAX_KNOWN_PATHS = 1_000;

function keysOf(path: string): readonly string[] {
  const known = KEYS.get(path);
  if (known !== undefined) return known;
  const keys = path.split('.');
  if (KEYS.size < MAX_KNOWN_PATHS) KEYS.set(path, keys);
  return keys;
}
