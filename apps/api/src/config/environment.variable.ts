import 'reflect-metadata';
import { Transform, plainToInstance } from 'class-transformer';
import { ValidateBy, validateSync } from 'class-validator';
import type { Parser } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';

/** What is declared of one environment variable: how to read it, and what `.env.example` says of it. */
export interface VariableOptions {
  readonly parse: Parser<unknown>;
  /** In Spanish, for the people who fill in `.env`. */
  readonly description: string;
  /** What holds when it is not set, as text. */
  readonly default?: string;
  /** A default that depends on another variable, in words. */
  readonly defaultInWords?: string;
  readonly required?: boolean;
}

export interface VariableDefinition extends VariableOptions {
  readonly name: string;
}

/** A class whose properties, named like the variables, are declared with `@Variable`. */
export type EnvironmentClass<T extends object = object> = new () => T;

const DEFINITIONS = Symbol('environment variables');

/** Stands for a value until validation has named its reason. */
class Unparsed {
  constructor(readonly reason: string) {}
}

/**
 * Declares that the property is the environment variable of the same name. The text is parsed on the way in; class-validator's
 * own decorators (with a Spanish `message`) may narrow it further.
 */
export function Variable(options: VariableOptions): PropertyDecorator {
  return (target, property) => {
    const definitions = variablesOf(target.constructor as EnvironmentClass);
    Reflect.defineMetadata(DEFINITIONS, [...definitions, { ...options, name: String(property) }], target.constructor);
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? parse(options.parse, value) : value))(
      target,
      property,
    );
    ValidateBy({
      name: 'parsed',
      validator: { validate: (value) => !(value instanceof Unparsed), defaultMessage: () => 'no se puede interpretar' },
    })(target, property);
  };
}

function parse(parser: Parser<unknown>, value: string): unknown {
  const result = parser(value);
  return result.ok ? result.value : new Unparsed(result.reason);
}

/** The variables of a class, in the order of their declaration. */
export function variablesOf(type: EnvironmentClass): readonly VariableDefinition[] {
  return (Reflect.getMetadata(DEFINITIONS, type) as readonly VariableDefinition[] | undefined) ?? [];
}

/**
 * Reads one concern's variables. What is missing or invalid goes to the report, and its property is left undefined: hence the
 * Partial, which is whole once `report.throwIfUnusable()` has passed.
 */
export function readEnvironment<T extends object>(type: EnvironmentClass<T>, report: EnvironmentReport): Partial<T> {
  const definitions = variablesOf(type);
  const texts: Record<string, string | undefined> = {};
  for (const { name, default: fallback, required } of definitions) {
    texts[name] = report.read(name) ?? fallback;
    if (required) report.require(name);
  }
  const values = plainToInstance(type, texts);
  for (const error of validateSync(values, { skipMissingProperties: true, validationError: { target: false } })) {
    const value: unknown = error.value;
    const reason = value instanceof Unparsed ? value.reason : Object.values(error.constraints ?? {})[0];
    report.invalid(error.property, reason ?? 'no es válida');
    Reflect.deleteProperty(values, error.property);
  }
  return values;
}

/** What `readEnvironment` gave, once the report has found nothing wrong. */
export function whole<T extends object>(values: Partial<T>, type: EnvironmentClass<T>): T {
  for (const { name, default: fallback, required } of variablesOf(type)) {
    const expected = required || fallback !== undefined;
    if (expected && Reflect.get(values, name) === undefined) throw new Error(`${name} was not checked before its use`);
  }
  return values as T;
}
