/**
 * Where a page of a list ends. Lists are ordered by (time, id), newest first; the time keeps PostgreSQL's microseconds, for a
 * position cut to milliseconds would skip or repeat the rows of that millisecond.
 */
export interface PagePosition {
  /** RFC 3339, UTC, with six decimals. */
  readonly at: string;
  readonly id: string;
}

/** Which page is wanted. */
export interface PageRequest {
  readonly limit: number;
  /** Null: the first page. */
  readonly after: PagePosition | null;
}

/** One page, and where the next one begins; null on the last. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: PagePosition | null;
}

const POSITION = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3}Z)\/([A-Za-z0-9_-]{1,64})$/;
const MAX_CURSOR_LENGTH = 200;

/** A position as an opaque word for clients to send back. */
export function formatCursor({ at, id }: PagePosition): string {
  return Buffer.from(`${at}/${id}`).toString('base64url');
}

/** The position of a cursor, or null when {@link formatCursor} cannot have made it. */
export function parseCursor(cursor: string): PagePosition | null {
  if (cursor.length > MAX_CURSOR_LENGTH) return null;
  const match = POSITION.exec(Buffer.from(cursor, 'base64url').toString());
  const [, milliseconds = '', microseconds = '', id = ''] = match ?? [];
  if (!match || !isTime(`${milliseconds}Z`)) return null;
  const position = { at: `${milliseconds}${microseconds}`, id };
  return formatCursor(position) === cursor ? position : null;
}

/** The month 13 has the right shape and is no time. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
