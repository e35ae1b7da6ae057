import { api, answerOf, done, type Schemas } from '../api/api.client.js';

export type QueueRow = Schemas['QueueView'];
export type JobRow = Schemas['JobView'];

export const QUEUES = ['queues'] as const;

/** None that is completed is kept. */
export const JOB_STATES = ['failed', 'waiting', 'active', 'delayed'] as const;
export type JobState = (typeof JOB_STATES)[number];

export async function readQueues(signal: AbortSignal): Promise<readonly QueueRow[]> {
  return answerOf(await api.GET('/api/queues', { signal })).data;
}

export async function readJobs(name: string, state: JobState, signal: AbortSignal): Promise<readonly JobRow[]> {
  const params = { path: { name }, query: { state, limit: 50 } };
  return answerOf(await api.GET('/api/queues/{name}/jobs', { params, signal })).data;
}

export async function pauseQueue(name: string): Promise<void> {
  done(await api.POST('/api/queues/{name}/pause', { params: { path: { name } } }));
}

export async function resumeQueue(name: string): Promise<void> {
  done(await api.POST('/api/queues/{name}/resume', { params: { path: { name } } }));
}

export async function retryJob(name: string, id: string): Promise<void> {
  done(await api.POST('/api/queues/{name}/jobs/{id}/retry', { params: { path: { name, id } } }));
}

export async function removeJob(name: string, id: string): Promise<void> {
  done(await api.POST('/api/queues/{name}/jobs/{id}/remove', { params: { path: { name, id } } }));
}
