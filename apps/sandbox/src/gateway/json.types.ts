/** What JSON can hold. Bodies of others are this until a parser says more. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** A parsed query string, as Fastify gives it: a repeated parameter is a list. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** The text of a plain value; null for what is absent, null, a list or an object. */
export function plainText(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** A field that holds a text; null when it is absent or something else. */
export function textField(object: JsonObject, key: string): string | null {
  const value = object[key];
  return typeof value === 'string' ? value : null;
}

/** True for a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
