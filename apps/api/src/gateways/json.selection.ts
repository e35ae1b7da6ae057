/** Which keys to keep; `true` keeps all below. Everything else is checked just as strictly and then forgotten. */
export type JsonSelection = true | JsonSelectedKeys;

/** The keys of one object to keep, with what to keep below each. Few: they are compared where they stand, without a copy. */
export class JsonSelectedKeys {
  private readonly keys: { readonly name: string; readonly below: JsonSelection }[] = [];

  add(name: string, below: JsonSelection): void {
    this.keys.push({ name, below });
  }

  get(name: string): JsonSelection | undefined {
    return this.at(name, 0, name.length);
  }

  /** What is selected below the key that stands at text[start, end); undefined when it is not wanted. */
  at(text: string, start: number, end: number): JsonSelection | undefined {
    const length = end - start;
    for (const { name, below } of this.keys) {
      if (name.length === length && text.startsWith(name, start)) return below;
    }
    return undefined;
  }
}

/** Builds a selection from dotted paths: `selectPaths('id', 'data.object.id')`. */
export function selectPaths(...paths: readonly string[]): JsonSelection {
  const root = new JsonSelectedKeys();
  for (const path of paths) {
    let node = root;
    const keys = path.split('.');
    const last = keys.pop() as string;
    for (const key of keys) {
      const known = node.get(key);
      const child = known instanceof JsonSelectedKeys ? known : new JsonSelectedKeys();
      if (child !== known) node.add(key, child);
      node = child;
    }
    node.add(last, true);
  }
  return root;
}
