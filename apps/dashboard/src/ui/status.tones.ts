import type { Texts } from './texts.es.js';

/** What has statuses; each kind has words for all of them in the dictionary. */
export type StatusKind = keyof Texts['status'];

/** How a status feels to whoever is on duty. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'idle';

const DEFAULT: Readonly<Record<string, Tone>> = {
  success: 'good',
  captured: 'good',
  completed: 'good',
  succeeded: 'good',
  closed: 'good',
  pending: 'warn',
  awaiting_payment: 'warn',
  authorized: 'busy',
  processing: 'busy',
  submitted: 'busy',
  running: 'busy',
  active: 'busy',
  half_open: 'busy',
  retry: 'warn',
  parked: 'warn',
  interrupted: 'warn',
  delayed: 'warn',
  paused: 'warn',
  requires_review: 'bad',
  disputed: 'bad',
  failed: 'bad',
  open: 'bad',
};

/** Where a word means something else than elsewhere: a refused card is nobody's emergency, an open order is nothing to do. */
const OWN: { readonly [K in StatusKind]?: Readonly<Record<string, Tone>> } = {
  payment: { failed: 'idle', pending: 'busy' },
  order: { pending: 'idle' },
  orderPayment: { failed: 'idle' },
  job: { waiting: 'idle' },
};

/** The tone of a status; one that no table knows is shown without any. */
export function toneOf(kind: StatusKind, status: string): Tone {
  return OWN[kind]?.[status] ?? DEFAULT[status] ?? 'idle';
}
