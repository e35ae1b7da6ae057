/** Text that is safe to stand in a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | readonly Html[];

/** Builds HTML; whatever is put in is escaped unless it is HTML itself. Null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + partText(parts[index] ?? null)).join(''));
}

/** An attribute, or nothing when its value is null: `html\`<input${attribute('value', x)}>\``. */
export function attribute(name: string, value: string | null): Html {
  return value === null ? new Html('') : html` ${new Html(name)}="${value}"`;
}

function partText(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return escaped(String(part));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
