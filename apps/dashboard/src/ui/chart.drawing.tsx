import { AreaChart, BarChart, LineChart } from '@mantine/charts';
import type { ReactNode } from 'react';
import type { ChartProps } from './chart.types.js';
import '@mantine/charts/styles.layer.css';

/** Colours that are told apart in the light, in the dark, and by most who see few of them. */
const COLORS = ['brand.6', 'blue.6', 'orange.6', 'grape.5', 'gray.6', 'red.6'];

/** The drawing of a chart. It is a piece of its own, fetched by who looks at one. */
export default function ChartDrawing({ kind, along, rows, series, format, height = 220 }: ChartProps): ReactNode {
  const common = {
    h: height,
    data: rows.map((row) => ({ ...row })),
    dataKey: along,
    series: series.map(({ color, ...each }, index) => ({
      ...each,
      color: color ?? COLORS[index % COLORS.length] ?? 'gray',
    })),
    withLegend: series.length > 1,
    tickLine: 'none',
    ...(format === undefined ? {} : { valueFormatter: format }),
  } as const;
  // The table of its data is what can be reached with the keyboard.
  const bare = { accessibilityLayer: false };
  switch (kind) {
    case 'line':
      return <LineChart {...common} curveType="monotone" withDots={false} connectNulls={false} lineChartProps={bare} />;
    case 'area':
      return <AreaChart {...common} curveType="monotone" withDots={false} areaChartProps={bare} />;
    case 'bar':
      return <BarChart {...common} barChartProps={bare} />;
    case 'stacked':
      return <BarChart {...common} type="stacked" barChartProps={bare} />;
  }
}
