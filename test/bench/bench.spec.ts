import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { booksAreRight } from '../../bench/books.js';
import type { BenchResult } from '../../bench/report/result.file.js';
import type { Latency } from '../../bench/report/statistics.js';

const ROOT = join(__dirname, '../..');

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function bench(...args: string[]): Promise<Ended> {
  const program = spawn(process.execPath, [join(ROOT, 'scripts/run.mjs'), 'bench', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  program.stdout.on('data', (text: Buffer) => (output += text.toString()));
  program.stderr.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve, reject) => {
    program.once('error', reject);
    program.once('close', (code) => resolve({ code, output }));
  });
}

const inOrder = ({ p50Ms, p99Ms, maxMs }: Latency): boolean => p50Ms > 0 && p50Ms <= p99Ms && p99Ms <= maxMs;

describe('npm run bench', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pasarela-bench-spec-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds every acknowledgement of the real server as exactly one row', async () => {
    const out = join(folder, 'result.json');
    const { code, output } = await bench('--quick', '--only', 'acks,api', '--connections', '16', '--out', out);
    expect({ code, output }).toMatchObject({ code: 0 });
    const { acks } = JSON.parse(readFileSync(out, 'utf8')) as BenchResult;
    expect(acks).toHaveLength(1);
    for (const slot of acks) {
      expect(slot.acks).toBeGreaterThan(0);
      expect(slot).toMatchObject({ rows: slot.acks, stored: slot.acks, allRows: slot.acks, refusals: {} });
    }
    expect(output).toContain('### Acknowledgements');
  }, 120_000);

  it('measures from the webhook to the captured order and to the early result, on PostgreSQL queues and on Redis', async () => {
    const out = join(folder, 'latency.json');
    const { code, output } = await bench('--quick', '--only', 'latency,all,all-redis,usual', '--out', out);
    expect({ code, output }).toMatchObject({ code: 0 });
    const { latencies } = JSON.parse(readFileSync(out, 'utf8')) as BenchResult;
    expect(latencies.map(({ contestant }) => contestant).sort()).toEqual(['all', 'all-redis', 'usual']);
    for (const { contestant, events, captured, readable } of latencies) {
      expect(events).toBe(800);
      expect(inOrder(captured)).toBe(true);
      // The usual design has nothing that a shopper could read before there is an order.
      expect(readable === null ? null : inOrder(readable)).toBe(contestant === 'usual' ? null : true);
    }
    expect(output).toMatch(/\| all-redis +(\| [0-9.]+ +){6}\|/);
    expect(output).toContain('readable p99 ms');
  }, 240_000);

  it('says what it does not understand, without starting anything', async () => {
    const { code, output } = await bench('--only', 'everything');
    expect(code).toBe(2);
    expect(output).toContain('--only: unknown: everything');
  }, 60_000);
});

describe("the benchmark's books", () => {
  const books = { acks: 100, rows: 100, stored: 100, allRows: 100 };

  it('are right when every acknowledgement is one row, and a delivery without one may be a row too', () => {
    expect(booksAreRight(books, 100)).toBe(true);
    expect(booksAreRight({ ...books, allRows: 101 }, 101)).toBe(true);
  });

  it('are wrong when an acknowledged event is missing, is there twice, or when there are rows that nobody sent', () => {
    expect(booksAreRight({ ...books, rows: 99, stored: 99, allRows: 99 }, 100)).toBe(false);
    expect(booksAreRight({ ...books, rows: 101, allRows: 101 }, 101)).toBe(false);
    expect(booksAreRight({ ...books, rows: 100, stored: 99 }, 100)).toBe(false);
    expect(booksAreRight({ ...books, allRows: 101 }, 100)).toBe(false);
  });
});
