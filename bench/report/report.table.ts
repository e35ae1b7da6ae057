import type { Gate } from './gates.js';
import type { MachineFacts } from './machine.facts.js';
import { type Measurements, summarizeAcks, summarizeDrains, summarizeLatencies } from './summary.js';

type Cell = string | number | null;

/** The whole report, in Markdown: what stands in docs/benchmarks.md. */
export function renderReport(facts: MachineFacts, measured: Measurements, gates: readonly Gate[]): string {
  const sections = [
    Object.entries(facts)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n'),
    ackTable(measured),
    drainTable(measured),
    latencyTable(measured),
    listTable(measured),
    backupTable(measured),
    gateList(gates),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function ackTable({ acks }: Measurements): string {
  const summaries = summarizeAcks(acks).sort((a, b) => a.connections - b.connections);
  const rows = summaries.map((row) => [
    row.connections,
    row.contestant,
    Math.round(row.perSecond),
    row.p50Ms.toFixed(1),
    row.p99Ms.toFixed(1),
    micros(row.serverMicros),
    micros(row.postgresMicros),
    micros(row.redisMicros),
    micros(row.rssMb),
    `${Math.round(row.generatorShare * 100)} %`,
    row.acks,
    row.rows,
  ]);
  const head = [
    'conn.',
    'contestant',
    'acks/s',
    'p50 ms',
    'p99 ms',
    'server µs',
    'postgres µs',
    'redis µs',
    'RSS MB',
    'generator',
    'acks',
    'rows',
  ];
  return table('Acknowledgements', head, rows);
}

function drainTable({ drains }: Measurements): string {
  const rows = summarizeDrains(drains).map((row) => [
    row.contestant,
    Math.round(row.perSecond),
    micros(row.serverMicros),
    micros(row.postgresMicros),
    micros(row.redisMicros),
    micros(row.rssMb),
  ]);
  return table(
    'Draining a backlog',
    ['contestant', 'orders/s', 'worker µs', 'postgres µs', 'redis µs', 'RSS MB'],
    rows,
  );
}

function latencyTable({ latencies }: Measurements): string {
  const rows = summarizeLatencies(latencies).map((row) => [
    row.contestant,
    row.ackP50Ms.toFixed(1),
    row.ackP99Ms.toFixed(1),
    row.capturedP50Ms.toFixed(1),
    row.capturedP99Ms.toFixed(1),
    row.readableP50Ms?.toFixed(1) ?? null,
    row.readableP99Ms?.toFixed(1) ?? null,
  ]);
  return table(
    'At 200 per second',
    [
      'contestant',
      'ack p50 ms',
      'ack p99 ms',
      'captured p50 ms',
      'captured p99 ms',
      'readable p50 ms',
      'readable p99 ms',
    ],
    rows,
  );
}

function listTable({ lists }: Measurements): string {
  const rows = lists.map(({ list, name, few, many }) => [
    list,
    name,
    many.rows,
    few.p50Ms.toFixed(1),
    many.p50Ms.toFixed(1),
    many.p95Ms.toFixed(1),
    (many.p50Ms / few.p50Ms).toFixed(1),
  ]);
  const [first] = lists;
  const head = [
    'list',
    'what of it',
    'rows',
    `p50 ms of ${first?.few.events}`,
    `p50 ms of ${first?.many.events}`,
    `p95 ms of ${first?.many.events}`,
    'ratio',
  ];
  return table('Lists', head, rows);
}

function backupTable({ backups }: Measurements): string {
  const rows = backups.map((run) => [
    run.events,
    run.seconds.toFixed(0),
    megabytes(run.fileBytes),
    megabytes(run.peakRssBytes),
    run.arrivedMeanwhile,
    run.slowestAckMs.toFixed(0),
    run.restoreSeconds.toFixed(0),
    megabytes(run.restorePeakRssBytes),
    run.differences.length,
  ]);
  const head = [
    'events',
    'backup s',
    'file MB',
    'peak RSS MB',
    'webhooks meanwhile',
    'p99 ack ms',
    'restore s',
    'peak RSS MB',
    'differences',
  ];
  return table('Backup under load', head, rows);
}

function megabytes(bytes: number | null): Cell {
  return bytes === null ? null : Math.round(bytes / 2 ** 20);
}

function gateList(gates: readonly Gate[]): string {
  const lines = gates.map(({ text, limit, atLeast, ratio, passed }) => {
    const verdict = passed === null ? 'not measured' : passed ? 'pass' : 'FAIL';
    const found = ratio === null ? '' : ` ${ratio.toFixed(2)}`;
    return `- ${verdict}: ${text}:${found} (${atLeast ? 'at least' : 'at most'} ${limit.toFixed(2)})`;
  });
  return `### Gates\n\n${lines.join('\n')}`;
}

function micros(value: number | null): Cell {
  return value === null ? null : Math.round(value);
}

/** Columns padded, so that it reads as well in a terminal. Empty when there are no rows. */
function table(title: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return '';
  const cells = [head, ...rows.map((row) => row.map((cell) => String(cell ?? '-')))];
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return `### ${title}\n\n${[head, rule, ...cells.slice(1)].map(line).join('\n')}`;
}
