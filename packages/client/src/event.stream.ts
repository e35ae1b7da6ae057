/** One server-sent event. */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

/**
 * Reads server-sent events from an answer's body until it ends or the signal is aborted. `EventSource` would do the same, but cannot send the header
 * with the publishable key.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, signal?: AbortSignal): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + decoder.decode(value, { stream: true })).replace(/\r\n/g, '\n').split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) yield parseEvent(block);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

function parseEvent(block: string): ServerEvent {
  const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line));
  const valuesOf = (name: string): string[] => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ''] : []));
  return { type: valuesOf('event').at(-1) ?? 'message', data: valuesOf('data').join('\n') };
}
