/**
 * PostgreSQL arrays in their binary form. node-pg would write an array as text, escaping every quote of every body; a
 * Buffer it sends as it is, so a whole flush costs one copy.
 */

const TEXT_OID = 25;
const BYTEA_OID = 17;
const HEADER_BYTES = 20;

/** A `text[]`. */
export function textArray(values: readonly (string | null)[]): Buffer {
  return binaryArray(
    TEXT_OID,
    values.map((value) => (value === null ? null : Buffer.from(value, 'utf8'))),
  );
}

/** A `bytea[]`. */
export function byteaArray(values: readonly Buffer[]): Buffer {
  return binaryArray(BYTEA_OID, values);
}

/** One dimension, lower bound 1: dimensions, null flag, element type, length, lower bound, then length and bytes of each. */
function binaryArray(elementOid: number, values: readonly (Buffer | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(size);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  buffer.writeInt32BE(elementOid, 8);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  let offset = HEADER_BYTES;
  for (const value of values) {
    offset = buffer.writeInt32BE(value?.length ?? -1, offset);
    if (value !== null) offset += value.copy(buffer, offset);
  }
  return buffer;
}
