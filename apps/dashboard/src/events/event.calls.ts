import { api, answerOf, type Schemas } from '../api/api.client.js';

export type EventRow = Schemas['EventView'];
export type EventDetail = Schemas['EventDetailView'];
export type EventGroup = Schemas['EventGroupView'];
export type Retry = Schemas['EventRetryView'];
export type RetryRequest = Schemas['EventsRetryRequest'];

/** What an event's page and the lists of events are kept under. */
export const EVENTS = ['events'] as const;

/** Begins a retry of many; answers the name under which it is followed. */
export async function beginRetry(body: RetryRequest): Promise<string> {
  return answerOf(await api.POST('/api/webhook-events/retry', { body })).retry_id;
}

export async function readRetry(id: string, signal: AbortSignal): Promise<Retry> {
  const path = { id };
  return answerOf(await api.GET('/api/webhook-events/retries/{id}', { params: { path }, signal })).data;
}

/** Answers whether it will be worked again; if not, it is being worked right now. */
export async function retryEvent(id: string): Promise<boolean> {
  const path = { id };
  return answerOf(await api.POST('/api/webhook-events/{id}/retry', { params: { path } })).queued > 0;
}

/** One event, with what it holds of people masked. */
export async function readEvent(id: string, signal: AbortSignal): Promise<EventDetail> {
  const params = { path: { id }, query: { masked: 'true' as const } };
  return answerOf(await api.GET('/api/webhook-events/{id}', { params, signal })).data;
}

/** One event as it was received. Every call is one row of the audit. */
export async function revealEvent(id: string): Promise<EventDetail> {
  return answerOf(await api.GET('/api/webhook-events/{id}', { params: { path: { id } } })).data;
}
