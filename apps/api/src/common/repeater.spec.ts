import { Logger } from '@nestjs/common';
import { Repeater } from './repeater.js';

/** A task whose runs can be waited for and let go one by one. */
class Task {
  runs = 0;
  private begun: (() => void)[] = [];
  private release: () => void = () => undefined;

  readonly run = (): Promise<void> => {
    this.runs++;
    for (const tell of this.begun.splice(0)) tell();
    return new Promise<void>((resolve) => (this.release = resolve));
  };

  begins(): Promise<void> {
    return new Promise((resolve) => this.begun.push(resolve));
  }

  end(): void {
    this.release();
  }
}

describe('Repeater', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('runs again after each run, never two at once', async () => {
    const task = new Task();
    const repeater = new Repeater('Test', 1, task.run);
    repeater.start();
    await task.begins();
    expect(task.runs).toBe(1);
    const second = task.begins();
    task.end();
    await second;
    expect(task.runs).toBe(2);
    const stopped = repeater.stop();
    task.end();
    await stopped;
  });

  it('goes on after a run that failed', async () => {
    let runs = 0;
    const twice = new Promise<void>((resolve) => {
      const repeater: Repeater = new Repeater('Test', 1, async () => {
        if (++runs === 1) throw new Error('the database is away');
        void repeater.stop();
        resolve();
      });
      repeater.start();
    });
    await twice;
    expect(runs).toBe(2);
  });

  it('waits for the run that is on its way when it stops, and starts none after it', async () => {
    const task = new Task();
    const repeater = new Repeater('Test', 1, task.run);
    repeater.start();
    await task.begins();
    let isOver = false;
    const stopped = repeater.stop().then(() => {
      isOver = true;
    });
    await Promise.resolve();
    expect([isOver, repeater.isStopped]).toEqual([false, true]);
    task.end();
    await stopped;
    expect(task.runs).toBe(1);
  });

  it('never runs when it was stopped before the first pause was over', async () => {
    const task = new Task();
    const repeater = new Repeater('Test', 60_000, task.run);
    repeater.start();
    await repeater.stop();
    expect(task.runs).toBe(0);
  });
});
