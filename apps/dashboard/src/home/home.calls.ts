import { api, answerOf, type Schemas } from '../api/api.client.js';

export type Overview = Schemas['OverviewView'];
export type Gateway = Overview['gateways'][number];
export type Statistics = Schemas['StatisticsView'];
export type Rejection = Schemas['RejectionView'];
export type AlertRow = Schemas['AlertView'];

const DAY_MS = 86_400_000;

export async function readOverview(signal: AbortSignal): Promise<Overview> {
  const query = { today_since: midnight().toISOString() };
  return answerOf(await api.GET('/api/overview', { params: { query }, signal })).data;
}

export async function readAlerts(signal: AbortSignal): Promise<readonly AlertRow[]> {
  return answerOf(await api.GET('/api/alerts', { params: { query: { state: 'open' } }, signal })).data;
}

/** What the door refused in the last day, by the minute. */
export async function readRejections(signal: AbortSignal): Promise<readonly Rejection[]> {
  const query = { since: new Date(Date.now() - DAY_MS).toISOString(), step: 'minute' as const };
  return answerOf(await api.GET('/api/gateways/rejections', { params: { query }, signal })).data;
}

/** When the day began where whoever looks is. */
export function midnight(now = new Date()): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate());
}
