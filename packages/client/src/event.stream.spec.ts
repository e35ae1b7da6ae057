import { readEvents, type ServerEvent } from './event.stream.js';

async function eventsOf(...chunks: string[]): Promise<ServerEvent[]> {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of bytes) controller.enqueue(chunk);
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

describe('server-sent events', () => {
  it('come out whole, wherever the network cut them', async () => {
    expect(await eventsOf('event: order\nda', 'ta: {"a":1}\n', '\nid: 2\nevent: heartbeat\ndata: \n\n')).toEqual([
      { type: 'order', data: '{"a":1}' },
      { type: 'heartbeat', data: '' },
    ]);
  });

  it('may have several lines of data, other line ends and no name', async () => {
    expect(await eventsOf('data: a\r\ndata: b\r\n\r\n')).toEqual([{ type: 'message', data: 'a\nb' }]);
  });

  it('are not told before they are complete', async () => {
    expect(await eventsOf('event: order\ndata: {"a":')).toEqual([]);
  });
});
