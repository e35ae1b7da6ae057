/** How many keys of one object are compared one by one; real objects have fewer, and beyond it a Set takes over. */
const FEW = 64;
const BUCKETS = 256;

/**
 * The keys seen so far in one object, as spans of the text they were read from. Keys are compared by a hash made while
 * they were scanned, and as text only when hashes meet: the door reads a hundred keys per event and keeps six.
 */
export class SeenKeys {
  private count = 0;
  /** Where the mark of this object stands, a key of the same bucket may have been seen; elsewhere none was. */
  private readonly marks = new Uint8Array(BUCKETS);
  private mark = 1;
  private readonly hashes = new Int32Array(FEW);
  private readonly spans = new Int32Array(FEW * 2);
  private many: Set<string> | null = null;

  clear(): void {
    this.count = 0;
    this.many = null;
    this.mark++;
    if (this.mark <= 255) return;
    this.marks.fill(0);
    this.mark = 1;
  }

  /** Adds the key at text[start, end), between its quotes; false when it was there before. */
  add(text: string, start: number, end: number, hash: number): boolean {
    if (this.many !== null || this.count === FEW) return this.addToMany(text, start, end);
    const bucket = (hash ^ (hash >> 8) ^ (hash >> 16) ^ (hash >> 24)) & (BUCKETS - 1);
    if (this.marks[bucket] === this.mark && this.has(text, start, end, hash)) return false;
    this.marks[bucket] = this.mark;
    this.hashes[this.count] = hash;
    this.spans[this.count * 2] = start;
    this.spans[this.count * 2 + 1] = end;
    this.count++;
    return true;
  }

  private has(text: string, start: number, end: number, hash: number): boolean {
    for (let i = 0; i < this.count; i++) {
      if (this.hashes[i] === hash && this.keyAt(text, i) === decodeKey(text, start, end)) return true;
    }
    return false;
  }

  private addToMany(text: string, start: number, end: number): boolean {
    this.many ??= new Set(Array.from({ length: this.count }, (_, index) => this.keyAt(text, index)));
    const before = this.many.size;
    return this.many.add(decodeKey(text, start, end)).size > before;
  }

  private keyAt(text: string, index: number): string {
    return decodeKey(text, this.spans[index * 2] ?? 0, this.spans[index * 2 + 1] ?? 0);
  }
}

/** The text between two quotes, without its escapes, which were found valid when it was scanned. */
function decodeKey(text: string, start: number, end: number): string {
  const raw = text.slice(start, end);
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
}
