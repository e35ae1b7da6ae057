/** A line, or a colour of bars. */
export interface ChartSeries {
  /** The field of the rows that holds its values. */
  readonly name: string;
  readonly label: string;
  /** Of the theme: `brand.6`; else one of a row of colours that go together. */
  readonly color?: string;
}

export type ChartRow = Readonly<Record<string, string | number | null>>;

export interface ChartProps {
  readonly kind: 'line' | 'area' | 'bar' | 'stacked';
  /** The field of the rows that stands below: mostly a time, already in words. */
  readonly along: string;
  readonly rows: readonly ChartRow[];
  readonly series: readonly ChartSeries[];
  /** How values are written. */
  readonly format?: (value: number) => string;
  readonly height?: number;
}
