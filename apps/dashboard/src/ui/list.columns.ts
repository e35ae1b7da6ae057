import type { ReactNode } from 'react';

/** A column of a list. */
export interface ListColumn<T> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** Amounts and counts stand at the right. */
  readonly align?: 'right';
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
  readonly width?: number;
}
