import { PasarelaError } from '../../../../packages/client/src/index.js';

/** Whether the last call got an answer. Everything that asks the API goes through `send`. */
let reached = true;
const listeners = new Set<() => void>();

export const connection = {
  isReached: (): boolean => reached,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Sends a request. @throws PasarelaError `network_error` when there is no answer; the signal's reason when it is aborted. */
export async function send(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    note(true);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    note(false);
    throw PasarelaError.unreachable(error);
  }
}

/** Looks whether the API answers again. */
export async function knock(): Promise<void> {
  await send(new Request('/health/live', { cache: 'no-store' })).catch(() => undefined);
}

function note(now: boolean): void {
  if (now === reached) return;
  reached = now;
  for (const listener of listeners) listener();
}
