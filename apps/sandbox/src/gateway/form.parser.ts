import { isJsonObject, type Json, type JsonObject } from './json.types.js';

const KEY = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;
const MAX_DEPTH = 6;

/**
 * A form with nested keys as an object: `metadata[cart]=1`, `items[0][price]=2`, `types[]=a`. All leaves are text. Indexed
 * and empty keys make lists. A key that is not of this shape is kept as it stands, for the caller to refuse.
 */
export function parseForm(text: string): JsonObject {
  const root: JsonObject = Object.create(null) as JsonObject;
  for (const [key, value] of new URLSearchParams(text)) insert(root, pathOf(key), value);
  return listsMade(root) as JsonObject;
}

function pathOf(key: string): string[] {
  const [, head, rest] = KEY.exec(key) ?? [];
  if (head === undefined || rest === undefined) return [key];
  const path = [head, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')];
  return path.length > MAX_DEPTH ? [key] : path;
}

function insert(root: JsonObject, path: readonly string[], value: string): void {
  let place = root;
  path.forEach((step, index) => {
    const key = step === '' ? String(Object.keys(place).length) : step;
    if (index === path.length - 1) {
      place[key] = value;
      return;
    }
    const next = place[key];
    const child: JsonObject = isJsonObject(next) ? next : (Object.create(null) as JsonObject);
    place[key] = child;
    place = child;
  });
}

/** Objects whose keys are 0, 1, 2 … are lists. */
function listsMade(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, child]): [string, Json] => [key, listsMade(child)]);
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}
