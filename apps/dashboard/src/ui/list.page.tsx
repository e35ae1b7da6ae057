import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useMemo, useState } from 'react';
import type { KeysetList } from '../api/use.keyset.list.js';
import { PageHeader } from '../layout/page.header.js';
import { ListBody } from './list.body.js';
import type { ListColumn } from './list.columns.js';
import classes from './list.module.css';
import type { ListRows, Selection } from './list.rows.js';
import { ListState } from './list.state.js';
import type { UrlFilters } from './use.url.filters.js';

export interface ListPageProps<T> extends Omit<ListRows<T>, 'rows' | 'selection'> {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** The inputs: `FilterSelect`, `FilterText`, `FilterPeriod`. */
  readonly filters?: ReactNode;
  /** Where the filters are kept; `clear` is offered when nothing matches. */
  readonly urlFilters?: Pick<UrlFilters<string>, 'isFiltered' | 'clear'>;
  readonly list: KeysetList<T>;
  readonly isLive?: boolean;
  /** A constant, or memoized. */
  readonly columns: readonly ListColumn<T>[];
  readonly card?: (row: T) => ReactNode;
  /** What can be done with chosen rows; without it none can be chosen. */
  readonly selectionActions?: (rows: readonly T[], clear: () => void) => ReactNode;
  readonly empty?: { readonly title: string; readonly text: string };
  /** Between the filters and the rows: what failed, in a few lines. */
  readonly children?: ReactNode;
}

/** A page that is a list: filters in the address, rows that can be chosen, more on demand, cards on a phone. */
export function ListPage<T extends object>(props: ListPageProps<T>): ReactNode {
  const { list, rowId, selectionActions } = props;
  const isNarrow = useMediaQuery('(width < 48em)', false, { getInitialValueInEffect: false });
  const chosen = useSelection(list.rows, rowId);
  const selection = selectionActions === undefined ? undefined : chosen.selection;
  return (
    <>
      <PageHeader title={props.title} subtitle={props.subtitle} actions={props.actions} />
      {props.filters !== undefined && <div className={classes['filters']}>{props.filters}</div>}
      {props.children}
      <section className={classes['panel']} aria-label={props.title} aria-busy={list.isLoading}>
        <ListState
          list={list}
          isLiveList={props.isLive ?? false}
          selection={selection}
          selectionActions={selectionActions?.(chosen.rows, () => chosen.selection.set(new Set()))}
        />
        <ListBody {...props} rows={list.rows} selection={selection} isNarrow={isNarrow} />
      </section>
    </>
  );
}

/** Rows that are no longer shown are no longer chosen. */
function useSelection<T>(rows: readonly T[], rowId: (row: T) => string): { selection: Selection; rows: readonly T[] } {
  const [ids, set] = useState<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const chosen = rows.filter((row) => ids.has(rowId(row)));
    return { selection: { ids: new Set(chosen.map(rowId)), set }, rows: chosen };
  }, [ids, rows, rowId]);
}
