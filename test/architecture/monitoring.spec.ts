import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string }[];
}

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const { groups } = load(read('ops/prometheus/alerts.yml')) as { groups: { name: string; rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('ops/grafana/dashboards/pasarela.json')) as { uid: string; panels: Panel[] };
const queries = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

/** What the sources name, and what Prometheus makes of a histogram. */
const known = new Set(
  readdirSync(join(REPOSITORY, 'apps/api/src/metrics')).flatMap((file) =>
    [...read(`apps/api/src/metrics/${file}`).matchAll(/'(pasarela_\w+)'/g)].map(([, name = '']) => name),
  ),
);
const unknownIn = (text: string): string[] =>
  [...text.matchAll(/\bpasarela_\w+/g)]
    .map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))
    .filter((name) => !known.has(name));

/** As GitHub makes anchors of headings. */
const anchors = new Set(
  [...read('RUNBOOK.md').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  ),
);

describe('the rules for Prometheus', () => {
  it.each(rules)('$alert says how bad it is, what it is, and where the way to mend it stands', (rule) => {
    expect(rule.labels.severity).toMatch(/^(warning|critical)$/);
    expect(rule.annotations.summary.length).toBeGreaterThan(10);
    expect(rule.annotations.description.length).toBeGreaterThan(10);
    const [file, anchor = ''] = rule.annotations.runbook_url.split('#');
    expect(file).toBe('RUNBOOK.md');
    expect([...anchors]).toContain(anchor);
  });

  it.each(rules)('$alert asks for metrics that there are', ({ expr }) => {
    expect(unknownIn(expr)).toEqual([]);
  });

  it('are each tried by a test of their name, that sees them come and stay away', () => {
    const { tests } = load(read('ops/prometheus/alerts.test.yml')) as {
      tests: { name: string; promql_expr_test?: { exp_samples: unknown[] }[] }[];
    };
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      const outcomes = tests.find((one) => one.name === name)?.promql_expr_test?.map((one) => one.exp_samples.length);
      expect([name, outcomes]).toEqual([name, expect.arrayContaining([0, 1])]);
    }
  });
});

describe('the dashboard for Grafana', () => {
  it('asks the data source that is provisioned, for metrics that there are', () => {
    const { datasources } = load(read('ops/grafana/provisioning/datasources/prometheus.yml')) as {
      datasources: { uid: string }[];
    };
    const used = new Set(dashboard.panels.flatMap(({ datasource }) => (datasource ? [datasource.uid] : [])));
    expect([...used]).toEqual(datasources.map(({ uid }) => uid));
    expect(queries.length).toBeGreaterThan(25);
    expect(queries.filter(({ expr }) => unknownIn(expr).length > 0)).toEqual([]);
  });

  it('has no two panels under one number', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

function promtool(...args: string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: REPOSITORY,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, output: `${stdout}${stderr}` };
}

const isThere = spawnSync('promtool', ['--version']).status === 0;
if (!isThere && process.env['CI']) throw new Error('no promtool on this machine: install the package prometheus');

(isThere ? describe : describe.skip)(`promtool${isThere ? '' : ': not on this machine'}`, () => {
  it('takes the rules, and sees each of them come and go as the tests say', () => {
    expect(promtool('check', 'rules', 'ops/prometheus/alerts.yml')).toMatchObject({ status: 0 });
    expect(promtool('test', 'rules', 'ops/prometheus/alerts.test.yml')).toMatchObject({ status: 0 });
  });

  it('takes the configuration', () => {
    expect(promtool('check', 'config', '--syntax-only', 'ops/prometheus/prometheus.yml')).toMatchObject({ status: 0 });
  });

  it('takes every query of the dashboard', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pasarela-queries-'));
    try {
      const records = queries.map(({ expr }, index) => ({ record: `panel:${index}`, expr }));
      const file = join(folder, 'queries.yml');
      writeFileSync(file, dump({ groups: [{ name: 'panels', rules: records }] }));
      expect(promtool('check', 'rules', file)).toMatchObject({ status: 0 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
