import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { FRAME_BYTES, HEADER_BYTES, keyIdIn, SEALED_FRAME_BYTES } from './encryption.format.js';
import { EncryptionKeys } from './encryption.keys.js';
import { openSealed } from './encryption.opener.js';
import { Sealer } from './encryption.sealer.js';

const SECRETS = [randomBytes(32), randomBytes(32)];
const keys = new EncryptionKeys(SECRETS);

async function seal(plain: Buffer, pieceBytes = 10_000, by = keys): Promise<Buffer> {
  if (by.newest === null) throw new Error('no key');
  return Buffer.concat(await Readable.from(pieces(plain, pieceBytes)).pipe(new Sealer(by.newest)).toArray());
}

async function open(sealed: Buffer, pieceBytes = 10_000, by = keys): Promise<Buffer> {
  const opened: Buffer[] = [];
  for await (const chunk of openSealed(Readable.from(pieces(sealed, pieceBytes)), by)) opened.push(chunk);
  return Buffer.concat(opened);
}

function pieces(bytes: Buffer, pieceBytes: number): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) cut.push(bytes.subarray(at, at + pieceBytes));
  return cut;
}

/** The frames of a file, without its header. */
function framesOf(sealed: Buffer): Buffer[] {
  return pieces(sealed.subarray(HEADER_BYTES), SEALED_FRAME_BYTES);
}

function fileOf(sealed: Buffer, frames: readonly Buffer[]): Buffer {
  return Buffer.concat([sealed.subarray(0, HEADER_BYTES), ...frames]);
}

test.each([0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES, 300_000])(
  '%d bytes come back as they were, however the stream is cut',
  async (length) => {
    const plain = randomBytes(length);
    for (const pieceBytes of [1_000, FRAME_BYTES, SEALED_FRAME_BYTES, 1_000_000]) {
      expect((await open(await seal(plain, pieceBytes), pieceBytes)).equals(plain)).toBe(true);
    }
  },
);

test('the same bytes are never sealed alike, and nothing of them shows', async () => {
  const plain = Buffer.alloc(2 * FRAME_BYTES, 'a known text ');
  const [one, two] = [await seal(plain), await seal(plain)];
  expect(one.equals(two)).toBe(false);
  expect(one.includes('a known text')).toBe(false);
  expect(new Set([...framesOf(one), ...framesOf(two)].map((frame) => frame.toString('hex'))).size).toBe(4);
});

test('a bit that was changed anywhere is found', async () => {
  const sealed = await seal(randomBytes(FRAME_BYTES + 5_000));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: sealed.length * 8 - 1 }), async (bit) => {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(open(changed)).rejects.toMatchObject({ status: 422 });
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['between two frames', HEADER_BYTES + SEALED_FRAME_BYTES, 'backup_truncated'],
  ['before the last frame', HEADER_BYTES + 2 * SEALED_FRAME_BYTES, 'backup_truncated'],
  ['behind the header', HEADER_BYTES, 'backup_truncated'],
  ['in the header', 30, 'backup_truncated'],
  ['to nothing', 0, 'backup_truncated'],
  ['in a frame', HEADER_BYTES + SEALED_FRAME_BYTES + 77, 'backup_corrupted'],
])('a file that was cut %s is found out', async (_where, length, code) => {
  const sealed = await seal(randomBytes(2 * FRAME_BYTES + 500));
  await expect(open(sealed.subarray(0, length))).rejects.toMatchObject({ code });
});

test('frames cannot change places, be left out, repeated, or come from another file', async () => {
  const sealed = await seal(randomBytes(3 * FRAME_BYTES + 9));
  const [a, b, c, last] = framesOf(sealed) as [Buffer, Buffer, Buffer, Buffer];
  const other = framesOf(await seal(randomBytes(3 * FRAME_BYTES + 9)))[1] as Buffer;
  for (const frames of [
    [b, a, c, last],
    [a, c, last],
    [a, a, b, c, last],
    [a, other, c, last],
    [a, b, c, last, last],
    [a, b, c, last.subarray(0, last.length - 1)],
  ]) {
    await expect(open(fileOf(sealed, frames))).rejects.toMatchObject({ status: 422 });
  }
  expect((await open(fileOf(sealed, [a, b, c, last]))).length).toBe(3 * FRAME_BYTES + 9);
});

test('the newest key seals, older ones still open, and a key that is gone is named', async () => {
  const plain = randomBytes(100);
  const [newest, old] = SECRETS as [Buffer, Buffer];
  const before = await seal(plain, 100, new EncryptionKeys([old]));
  const after = await seal(plain);
  expect(keyIdIn(after)).toBe(new EncryptionKeys([newest]).newest?.id);
  expect((await open(before)).equals(plain)).toBe(true);
  await expect(open(before, 100, new EncryptionKeys([newest]))).rejects.toMatchObject({
    code: 'backup_key_unknown',
    message: expect.stringContaining(keyIdIn(before) ?? 'none') as string,
  });
});
