import { Writable } from 'node:stream';
import { JsonLogger } from './json.logger.js';
import { runWithRequestId } from './request-context.js';

function logged(write: (logger: JsonLogger) => void, level = 'info'): Record<string, unknown>[] {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(...chunk.toString().split('\n').filter(Boolean));
      done();
    },
  });
  write(new JsonLogger(level, destination));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('writes one JSON line per entry with level, time, context and the correlation id', () => {
    const [entry] = logged((logger) =>
      runWithRequestId('req_1', () => logger.warn({ eventId: 'evt_1' }, 'event parked', 'Webhooks')),
    );
    expect(entry).toMatchObject({
      level: 'warn',
      msg: 'event parked',
      context: 'Webhooks',
      eventId: 'evt_1',
      requestId: 'req_1',
    });
    expect(Date.parse(String(entry?.['time']))).not.toBeNaN();
  });

  it('keeps to its line whatever a text holds', () => {
    expect(logged((logger) => logger.log('a\r\n{"level":"fatal"}\u001b[31m', 'Boot'))).toHaveLength(1);
  });

  it('writes nothing below its level', () => {
    expect(logged((logger) => logger.debug('detail', 'Boot'))).toEqual([]);
  });

  it.each(['authorization', 'password', 'secret', 'email', 'raw_payload'])('never writes a field called %s', (key) => {
    const text = JSON.stringify(
      logged((logger) => logger.log({ [key]: 'canary', nested: { [key]: 'canary' } }, 'entry', 'Boot')),
    );
    expect(text).not.toContain('canary');
  });

  it("writes an error's cause chain without the secrets that its texts quote", () => {
    const error = new Error('refused', { cause: new Error('bad password in postgresql://user:canary@host/db') });
    const [entry] = logged((logger) => logger.error({ err: error }, 'failed', 'Boot'));
    expect(entry).toMatchObject({ errors: [{ message: 'refused' }, { name: 'Error' }] });
    expect(JSON.stringify(entry)).not.toContain('canary');
  });
});
