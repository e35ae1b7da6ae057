/**
 * PostgreSQL arrays in their binary form. node-pg would write an array as text, escaping every quote of every body; a
 * Buffer it sends as it is, so a whole flush costs one copy.
 */

const TEXT_OID = 25;
const BYTEA_OID = 17;
const HEADER_BYTES = 20;
const NULL_LENGTH = -1;

/** UTF-8 takes at most three bytes for a unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;

/** A `text[]`. Texts are encoded straight into the array: a buffer for each of them would cost more than the copy. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const limit = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0) * MAX_BYTES_PER_UNIT, HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(limit);
  let offset = writeHeader(buffer, TEXT_OID, values);
  for (const value of values) {
    const length = value === null ? 0 : buffer.write(value, offset + 4, 'utf8');
    buffer.writeInt32BE(value === null ? NULL_LENGTH : length, offset);
    offset += 4 + length;
  }
  return buffer.subarray(0, offset);
}

/** A `bytea[]`. */
export function byteaArray(values: readonly Buffer[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + value.length, HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(size);
  let offset = writeHeader(buffer, BYTEA_OID, values);
  for (const value of values) {
    offset = buffer.writeInt32BE(value.length, offset);
    offset += value.copy(buffer, offset);
  }
  return buffer;
}

/** One dimension, lower bound 1: dimensions, null flag, element type, length, lower bound. Then length and bytes of each. */
function writeHeader(buffer: Buffer, elementOid: number, values: readonly unknown[]): number {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  buffer.writeInt32BE(elementOid, 8);
  buffer.writeInt32BE(values.length, 12);
  return buffer.writeInt32BE(1, 16);
}
