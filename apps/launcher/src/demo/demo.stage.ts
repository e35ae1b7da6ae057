import { setTimeout as wait } from 'node:timers/promises';

const LIMIT_MS = 15_000;
const POLL_MS = 100;

/** Prints what happens and keeps count of what was not as expected. */
export class DemoStage {
  private readonly startedAt = performance.now();
  private checks = 0;
  private differences = 0;

  constructor(private readonly print: (line: string) => void) {}

  get failed(): boolean {
    return this.differences > 0;
  }

  title(text: string): void {
    this.print(`\n${text}`);
  }

  note(text: string): void {
    this.print(`    ${text}`);
  }

  /** One line: what was seen, and what should have been when it is something else. */
  expect(what: string, actual: unknown, expected: string | number): void {
    this.checks++;
    const seen = String(actual);
    if (seen === String(expected)) return this.print(`  ✓ ${what}: ${seen}`);
    this.differences++;
    this.print(`  ✗ ${what}: ${seen}; se esperaba ${expected}`);
  }

  /** Looks until `isThere`, fifteen seconds at most if not told otherwise; resolves to what was seen last. */
  async until<T>(look: () => Promise<T>, isThere: (seen: T) => boolean, limitMs: number = LIMIT_MS): Promise<T> {
    for (const limit = Date.now() + limitMs; ; await wait(POLL_MS)) {
      const seen = await look();
      if (isThere(seen) || Date.now() >= limit) return seen;
    }
  }

  summary(): string {
    const seconds = ((performance.now() - this.startedAt) / 1000).toFixed(1);
    return this.failed
      ? `\n${this.differences} de ${this.checks} comprobaciones no salieron como se esperaba (${seconds} s).`
      : `\nLas ${this.checks} comprobaciones salieron como se esperaba (${seconds} s).`;
  }
}
