import { Button, Skeleton, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, type ReactNode, Suspense } from 'react';
import type { ChartProps } from './chart.types.js';
import { DetailSection } from './detail.page.js';
import { useUiTexts } from './use.ui.texts.js';

const ChartDrawing = lazy(() => import('./chart.drawing.js'));

interface ChartCardProps extends Omit<ChartProps, 'rows'> {
  readonly title: string;
  /** How the first column of the table of its data is called. */
  readonly alongLabel: string;
  /** Undefined while they are not known yet. */
  readonly rows: ChartProps['rows'] | undefined;
}

/** A chart, and the same data as a table for whoever cannot see it or wants the numbers. */
export function ChartCard({ title, alongLabel, rows, ...chart }: ChartCardProps): ReactNode {
  const { chart: texts } = useUiTexts();
  const [isTable, table] = useDisclosure(false);
  const height = chart.height ?? 220;
  const button = (
    <Button size="compact-xs" variant="subtle" color="gray" onClick={table.toggle} aria-expanded={isTable}>
      {isTable ? texts.hideTable : texts.table}
    </Button>
  );
  if (rows === undefined || rows.length === 0) {
    return (
      <DetailSection title={title}>
        {rows === undefined ? <Skeleton height={height} /> : <Text c="dimmed">{texts.nothing}</Text>}
      </DetailSection>
    );
  }
  return (
    <DetailSection title={title} actions={button}>
      <div aria-hidden="true">
        <Suspense fallback={<Skeleton height={height} />}>
          <ChartDrawing {...chart} rows={rows} />
        </Suspense>
      </div>
      {isTable && <ChartTable {...chart} title={title} alongLabel={alongLabel} rows={rows} />}
    </DetailSection>
  );
}

function ChartTable({ title, alongLabel, along, rows, series, format }: ChartCardProps & ChartProps): ReactNode {
  const written = (value: string | number | null | undefined): string =>
    typeof value === 'number' && format !== undefined ? format(value) : String(value ?? '–');
  return (
    <Table.ScrollContainer minWidth={300} mah={320} mt="sm">
      <Table aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{alongLabel}</Table.Th>
            {series.map(({ name, label }) => (
              <Table.Th key={name} ta="right">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={String(row[along])}>
              <Table.Td>{row[along]}</Table.Td>
              {series.map(({ name }) => (
                <Table.Td key={name} ta="right">
                  {written(row[name])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
