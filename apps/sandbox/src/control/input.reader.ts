import { isJsonObject, type JsonObject } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';

/** Reads the fields of an input one by one; each complaint names the field and what it should be. */
export class InputReader {
  private readonly source: Readonly<Record<string, unknown>>;

  /** @throws SandboxError 400 when `source` is not an object or has a field that is not in `known`. */
  constructor(source: unknown, known: readonly string[]) {
    const fields = source ?? {};
    if (!isJsonObject(fields)) throw badInput('the body must be a JSON object');
    const unknown = Object.keys(fields).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw badInput(`unknown field ${unknown.join(', ')}; known: ${known.join(', ')}`);
    this.source = fields;
  }

  has(name: string): boolean {
    return this.source[name] !== undefined;
  }

  /** A text of 1 to 255 characters; null when absent. */
  text(name: string): string | null {
    const value = this.source[name];
    if (value === undefined) return null;
    if (typeof value === 'string' && value.length > 0 && value.length <= 255) return value;
    throw badInput(`${name} must be a text of 1 to 255 characters`);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === null) throw badInput(`${name} is missing`);
    return value;
  }

  /** A whole number, also from the text that a query has; null when absent. */
  integer(name: string, min: number, max: number): number | null {
    const value = this.source[name];
    if (value === undefined) return null;
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= min && number <= max) return number;
    throw badInput(`${name} must be a whole number from ${min} to ${max}`);
  }

  /** True or false, also from the text that a query has; null when absent. */
  flag(name: string): boolean | null {
    const value = this.source[name];
    if (value === undefined) return null;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw badInput(`${name} must be true or false`);
  }

  /** One of `choices`; null when absent. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const value = this.source[name];
    if (value === undefined) return null;
    const known = choices.find((candidate) => candidate === value);
    if (known !== undefined) return known;
    throw badInput(`${name} must be one of ${choices.join(', ')}`);
  }

  object(name: string): JsonObject | null {
    const value = this.source[name];
    if (value === undefined) return null;
    if (isJsonObject(value)) return value;
    throw badInput(`${name} must be a JSON object`);
  }

  /** As it was given. */
  value(name: string): unknown {
    return this.source[name];
  }
}

export function badInput(message: string): SandboxError {
  return new SandboxError(400, 'bad_input', message);
}
