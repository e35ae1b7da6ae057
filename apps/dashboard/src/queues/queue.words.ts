import type { Texts } from './texts.es.js';

const OF_GATEWAY = /^(.+)-webhooks$/;

/** What a queue is for. */
export function queueWords(name: string, nameOf: (provider: string) => string, { kinds }: Texts): string {
  const provider = OF_GATEWAY.exec(name)?.[1];
  if (provider !== undefined) return kinds.webhooks(nameOf(provider));
  const { webhooks: _, ...words } = kinds;
  const known: Readonly<Record<string, string>> = words;
  return Object.hasOwn(known, name) ? (known[name] ?? words.other) : words.other;
}
