const NAME = 'pasarela.session';

let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs `task` while no other tab of this browser runs one. Web Locks are for secure addresses only (https, localhost): elsewhere
 * tasks still take turns within the tab.
 */
export async function oneAtATime<T>(task: () => Promise<T>): Promise<T> {
  const { locks } = navigator as { readonly locks?: LockManager };
  if (locks !== undefined) return locks.request(NAME, task);
  const mine = turn.then(task);
  turn = mine.catch(() => undefined);
  return mine;
}

type Word = 'begun' | 'ended';

/** What the tabs of a browser tell each other: words, never tokens. */
export class SessionNews {
  private readonly channel = new BroadcastChannel(NAME);

  constructor(hear: (word: Word) => void) {
    this.channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === 'begun' || data === 'ended') hear(data);
    });
  }

  tell(word: Word): void {
    this.channel.postMessage(word);
  }
}
