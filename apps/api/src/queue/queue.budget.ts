import { TransientError } from '../common/errors.js';

/** Waits for a queue so long and no longer. @throws TransientError `queue_unavailable` when it is late or refuses. */
export async function within<T>(work: Promise<T>, budgetMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TransientError('queue_unavailable', 'The queue does not answer')), budgetMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    if (error instanceof TransientError) throw error;
    throw new TransientError('queue_unavailable', 'The queue refused', { cause: error });
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
