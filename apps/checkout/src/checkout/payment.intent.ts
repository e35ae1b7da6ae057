/**
 * One wish to pay, whatever happens on the way: the same wish sent twice (a double click, a lost answer, a reload) bears the same
 * idempotency key and makes one payment. Kept by the tab; another wish (another method, other details) has a key of its own.
 */
interface Intent {
  /** A digest: what was typed is not for keeping. */
  readonly wish: string;
  readonly key: string;
  readonly sessionId: string | null;
}

const storedAs = (cartId: string): string => `pasarela.intent.${cartId}`;

/** The idempotency key of a wish: the last one's when it is the same wish. */
export function keyOfIntent(cartId: string, wished: string): string {
  const wish = digestOf(wished);
  const known = read(cartId);
  if (known?.wish === wish) return known.key;
  const key = randomKey();
  write(cartId, { wish, key, sessionId: null });
  return key;
}

/** The wish has become a session. */
export function rememberSession(cartId: string, sessionId: string): void {
  const known = read(cartId);
  if (known !== null) write(cartId, { ...known, sessionId });
}

export function sessionOfIntent(cartId: string): string | null {
  return read(cartId)?.sessionId ?? null;
}

/** It came to nothing: the next try is another wish, even for the same. */
export function forgetIntent(cartId: string): void {
  memory.delete(cartId);
  try {
    window.sessionStorage.removeItem(storedAs(cartId));
  } catch {
    // Then it was never stored.
  }
}

/** For browsers that store nothing: at least as long as the page is open. */
const memory = new Map<string, Intent>();

function read(cartId: string): Intent | null {
  try {
    const stored: unknown = JSON.parse(window.sessionStorage.getItem(storedAs(cartId)) ?? 'null');
    if (isIntent(stored)) return stored;
  } catch {
    // As if there were none.
  }
  return memory.get(cartId) ?? null;
}

function write(cartId: string, intent: Intent): void {
  memory.set(cartId, intent);
  try {
    window.sessionStorage.setItem(storedAs(cartId), JSON.stringify(intent));
  } catch {
    // The page remembers it.
  }
}

function isIntent(value: unknown): value is Intent {
  return typeof value === 'object' && value !== null && 'wish' in value && 'key' in value && 'sessionId' in value;
}

/** `randomUUID` is missing where the page is not served over HTTPS; this is not. */
function randomKey(): string {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return `checkout-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Tells wishes apart; guards no secret. FNV-1a over UTF-16, 64 bits. */
function digestOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return hash.toString(36);
}
