// A step is done again only when what it reads changed: the hash of its inputs is kept in a stamp.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const IGNORED = new Set(['node_modules', 'dist', 'generated']);

/** Every file under the given files and folders, sorted, as absolute paths. What is missing is left out. */
export function filesUnder(paths) {
  return paths.flatMap((entry) => {
    const stat = fs.statSync(entry, { throwIfNoEntry: false });
    if (!stat) return [];
    if (!stat.isDirectory()) return [entry];
    const children = fs.readdirSync(entry).filter((name) => !IGNORED.has(name));
    return filesUnder(children.sort().map((name) => path.join(entry, name)));
  });
}

/** One SHA-256 over the names (relative to `root`) and contents of the files. */
export function hashOf(root, files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    const content = fs.readFileSync(file);
    hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Is the stamp's content this hash? */
export function isStamped(stamp, hash) {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash;
}

/** Writes the stamp in one step. */
export function writeStamp(stamp, hash) {
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(`${stamp}.tmp`, hash);
  fs.renameSync(`${stamp}.tmp`, stamp);
}
