import { Injectable } from '@nestjs/common';
import type { MetricValue, MetricValueWithName } from 'prom-client';
import { MetricsService } from '../metrics/metrics.service.js';
import type { PairsByGateway, PulseCounts } from './process.pulse.js';

interface Readable {
  get(): Promise<{ readonly values: readonly MetricValue<string>[] }>;
}

const SLOW_BOUND = 1;
/** Refused at the door, but not for their signature. */
const OTHER_REFUSALS = new Set(['malformed', 'address_not_allowed']);
/** What a session's beginning came to when neither the gateway nor the bank said anything of the payment. */
const BROKEN_STARTS = new Set(['unavailable', 'failed']);

/** Reads what this process counted since it started. */
@Injectable()
export class CounterReader {
  constructor(private readonly metrics: MetricsService) {}

  async read(): Promise<PulseCounts> {
    const { httpRequests, httpSeconds, unstored, received, deduplicated, rejected, sessionsStarted } = this.metrics;
    const requests = await valuesOf(httpRequests);
    const seconds = await valuesOf(httpSeconds);
    const named = (suffix: string) =>
      seconds.filter((value) => nameOf(value) === `pasarela_http_request_seconds_${suffix}`);
    const timed = total(named('count'));
    const refused = (await valuesOf(rejected)).filter(({ labels }) => !OTHER_REFUSALS.has(String(labels['reason'])));
    const accepted = [...(await valuesOf(received)), ...(await valuesOf(deduplicated))];
    const sessions = await valuesOf(sessionsStarted);
    return {
      requests: total(requests),
      errors: total(requests.filter(({ labels }) => String(labels['status']).startsWith('5'))),
      timed,
      slow: timed - total(named('bucket').filter(({ labels }) => Number(labels['le']) === SLOW_BOUND)),
      unstored: total(await valuesOf(unstored)),
      knocks: pairs([...accepted, ...refused], refused),
      sessions: pairs(
        sessions,
        sessions.filter(({ labels }) => BROKEN_STARTS.has(String(labels['result']))),
      ),
    };
  }
}

async function valuesOf(metric: Readable): Promise<readonly MetricValue<string>[]> {
  return (await metric.get()).values;
}

function nameOf(value: MetricValue<string>): string | undefined {
  return (value as MetricValueWithName<string>).metricName;
}

function total(values: readonly MetricValue<string>[]): number {
  return values.reduce((sum, { value }) => sum + value, 0);
}

function pairs(all: readonly MetricValue<string>[], bad: readonly MetricValue<string>[]): PairsByGateway {
  const of = (values: readonly MetricValue<string>[], gateway: string): number =>
    total(values.filter(({ labels }) => labels['provider'] === gateway));
  const gateways = new Set(all.map(({ labels }) => String(labels['provider'])));
  return Object.fromEntries([...gateways].map((gateway) => [gateway, [of(all, gateway), of(bad, gateway)] as const]));
}
