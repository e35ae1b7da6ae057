import { createHash } from 'node:crypto';

/** Where the trace of a webhook event is: its id, and that of the first span in it, both as OpenTelemetry writes them. */
export interface EventTrace {
  readonly traceId: string;
  readonly spanId: string;
}

const TRACE_CHARACTERS = 32;
const SPAN_CHARACTERS = 16;

/**
 * The trace of an event is its id, digested. So nothing has to be carried from the door through the inbox and the queue to the
 * worker: whoever holds the row knows its trace, also after Redis lost the job, after a retry in a year, and in a database that
 * was filled while nobody traced.
 */
export function traceOfEvent(eventId: string): EventTrace {
  const digest = createHash('sha256').update(eventId).digest('hex');
  return {
    traceId: digest.slice(0, TRACE_CHARACTERS),
    spanId: digest.slice(TRACE_CHARACTERS, TRACE_CHARACTERS + SPAN_CHARACTERS),
  };
}
