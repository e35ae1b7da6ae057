import { isJsonObject, type Json, type JsonObject } from '../gateway/json.types.js';
import { invalidParam, invalidRequest, missingParam, typesNoLongerSupported } from './stripe.problem.js';

const MAX_METADATA_KEYS = 50;

/** The parameters of a request, all of them text as a form has them. Refuses what Stripe does not know. */
export class StripeParams {
  /** `prefix` is how a refusal names a nested parameter: `line_items[0]`. */
  constructor(
    private readonly source: JsonObject,
    known: readonly string[],
    private readonly prefix = '',
  ) {
    const unknown = Object.keys(source).find((name) => !known.includes(name));
    if (unknown === undefined) return;
    const param = this.named(unknown);
    if (param === 'payment_method_types') throw typesNoLongerSupported();
    throw invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }

  has(name: string): boolean {
    return this.source[name] !== undefined;
  }

  text(name: string): string | null {
    const value = this.source[name];
    if (value === undefined || value === '') return null;
    if (typeof value === 'string') return value;
    throw invalidParam(this.named(name), `Invalid string: ${this.named(name)}`);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === null) throw missingParam(this.named(name));
    return value;
  }

  integer(name: string): number | null {
    const value = this.text(name);
    if (value === null) return null;
    if (/^-?\d{1,12}$/.test(value)) return Number(value);
    throw invalidParam(this.named(name), `Invalid integer: ${value}`, 'parameter_invalid_integer');
  }

  /** Of money or a count: at least 1. */
  positive(name: string): number | null {
    const value = this.integer(name);
    if (value === null || value >= 1) return value;
    throw invalidParam(this.named(name), 'This value must be greater than or equal to 1.', 'parameter_invalid_integer');
  }

  requiredPositive(name: string): number {
    const value = this.positive(name);
    if (value === null) throw missingParam(this.named(name));
    return value;
  }

  flag(name: string): boolean | null {
    const value = this.text(name);
    if (value === null || value === 'true' || value === 'false') return value === null ? null : value === 'true';
    throw invalidParam(this.named(name), `Invalid boolean: ${value}`);
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const value = this.text(name);
    if (value === null) return null;
    const known = choices.find((candidate) => candidate === value);
    if (known !== undefined) return known;
    throw invalidParam(this.named(name), `Invalid ${this.named(name)}: must be one of ${choices.join(', ')}`);
  }

  /** A nested parameter that may be absent. */
  nested(name: string, known: readonly string[]): StripeParams {
    return new StripeParams(this.object(name), known, this.named(name));
  }

  object(name: string): JsonObject {
    const value = this.source[name];
    if (value === undefined || value === '') return {};
    if (isJsonObject(value)) return value;
    throw invalidParam(this.named(name), 'Invalid object');
  }

  list(name: string): Json[] {
    const value = this.source[name];
    if (value === undefined || value === '') return [];
    if (Array.isArray(value)) return value;
    throw invalidParam(this.named(name), 'Invalid array');
  }

  texts(name: string): string[] {
    return this.list(name).map(String);
  }

  /** Keys of at most 40 characters, values of at most 500; an empty value takes the key back. */
  metadata(before: JsonObject = {}): JsonObject {
    const given = this.object('metadata');
    for (const [key, value] of Object.entries(given)) {
      const param = `${this.named('metadata')}[${key}]`;
      if (key.length > 40) throw invalidParam(param, 'Metadata keys may be at most 40 characters long.');
      if (typeof value !== 'string') throw invalidParam(param, 'Metadata values must be strings.');
      if (value.length > 500) throw invalidParam(param, 'Metadata values may be at most 500 characters long.');
    }
    const merged = Object.entries({ ...before, ...given }).filter(([, value]) => value !== '');
    if (merged.length > MAX_METADATA_KEYS) throw invalidParam('metadata', 'You may have at most 50 keys of metadata.');
    return Object.fromEntries(merged);
  }

  private named(name: string): string {
    return this.prefix === '' ? name : `${this.prefix}[${name}]`;
  }
}
