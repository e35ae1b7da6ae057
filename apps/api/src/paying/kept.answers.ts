import { TransientError } from '../common/errors.js';

const FRESH_MS = 60 * 60_000;
/** How long an answer that could not be renewed is served before it is asked for again. */
const RETRY_MS = 30_000;

interface Kept<T> {
  readonly answer: T;
  readonly freshUntil: number;
}

/**
 * What gateways answer and seldom change, kept for an hour. Everybody who asks meanwhile waits for the same answer, and a
 * gateway that is away does not take away what was heard before.
 */
export class KeptAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();
  private readonly asking = new Map<string, Promise<T>>();

  constructor(private readonly now: () => number) {}

  /** @throws whatever `ask` throws, unless there is an answer of before and the gateway is only away. */
  async get(name: string, ask: () => Promise<T>): Promise<T> {
    const kept = this.kept.get(name);
    if (kept && kept.freshUntil > this.now()) return kept.answer;
    try {
      return await this.ask(name, ask);
    } catch (error) {
      if (!kept || !(error instanceof TransientError)) throw error;
      this.kept.set(name, { ...kept, freshUntil: this.now() + RETRY_MS });
      return kept.answer;
    }
  }

  private ask(name: string, ask: () => Promise<T>): Promise<T> {
    const asked = this.asking.get(name);
    if (asked) return asked;
    const asking = ask()
      .then((answer) => {
        this.kept.set(name, { answer, freshUntil: this.now() + FRESH_MS });
        return answer;
      })
      .finally(() => this.asking.delete(name));
    this.asking.set(name, asking);
    return asking;
  }
}
