/** One link of an error's cause chain, as it may be logged. */
export interface LoggedError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: readonly string[];
}

const MAX_LINKS = 8;
const MAX_TEXT_LENGTH = 500;

/** Secrets and personal data that a library's error text may quote. */
const SECRETS: readonly [RegExp, string][] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/@]+@/gi, '[url with credentials]@'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]'],
  [/\b(sk|pk|rk|prv|pub|whsec|test|prod|TEST|APP_USR)[_-][\w-]{8,}/g, '$1_[redacted]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[email]'],
  [/\b(?:\d[ -]?){13,19}\b/g, '[number]'],
];

/** Cuts a text to a line of bounded length without secrets, personal data or line breaks. */
export function scrub(text: string): string {
  const line = text.replace(/[\r\n\t\u2028\u2029]+/g, ' ').trim();
  const clean = SECRETS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), line);
  return clean.length > MAX_TEXT_LENGTH ? `${clean.slice(0, MAX_TEXT_LENGTH)}…` : clean;
}

/** The cause chain from the outside in. */
export function errorChain(error: unknown): LoggedError[] {
  const chain: LoggedError[] = [];
  for (let link: unknown = error; link !== undefined && link !== null && chain.length < MAX_LINKS;) {
    chain.push(logged(link));
    link = link instanceof Error ? link.cause : undefined;
  }
  return chain;
}

function logged(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error, message: 'something that is no Error was thrown' };
  const code: unknown = 'code' in error ? error.code : undefined;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: scrub(lastParagraph(error)),
    ...(frames?.length ? { stack: frames.slice(0, 12).map((line) => line.trim()) } : {}),
  };
}

/** Prisma's messages begin with the arguments of the call, which are the row's data; what went wrong stands last. */
function lastParagraph(error: Error): string {
  return error.name.startsWith('PrismaClient') ? (error.message.trim().split('\n').at(-1) ?? '') : error.message;
}
