import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ListColumn } from './list.columns.js';
import classes from './list.module.css';
import type { ListRows } from './list.rows.js';
import { useUiTexts } from './use.ui.texts.js';

interface ListCardsProps<T> extends ListRows<T> {
  readonly label: string;
  readonly columns: readonly ListColumn<T>[];
  /** What a card shows; without it, every column with its name. */
  readonly card?: ((row: T) => ReactNode) | undefined;
}

/** The rows of a list as cards, where there is no room for a table. */
export function ListCards<T>(props: ListCardsProps<T>): ReactNode {
  const { label, rows, rowId, rowHref, rowLabel, selection, columns, card } = props;
  const { list } = useUiTexts();
  const toggle = (id: string): void => {
    const ids = new Set(selection?.ids);
    if (!ids.delete(id)) ids.add(id);
    selection?.set(ids);
  };
  return (
    <ul className={classes['cards']} aria-label={label}>
      {rows.map((row) => {
        const id = rowId(row);
        const content = card?.(row) ?? <Fields row={row} columns={columns} />;
        return (
          <li key={id} className={classes['card']} data-selected={selection?.ids.has(id) ?? false}>
            {selection !== undefined && (
              <Checkbox
                className={classes['cardCheck']}
                aria-label={list.select(rowLabel(row))}
                checked={selection.ids.has(id)}
                onChange={() => toggle(id)}
              />
            )}
            <div className={classes['cardBody']}>{content}</div>
            {rowHref !== undefined && (
              <Link to={rowHref(row)} className={classes['rowLink']} aria-label={rowLabel(row)} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Every column with its name; what a row has nothing for is left out. */
function Fields<T>({ row, columns }: { readonly row: T; readonly columns: readonly ListColumn<T>[] }): ReactNode {
  const filled = columns
    .map(({ id, header, cell }) => ({ id, header, content: cell(row) }))
    .filter(({ content }) => content !== null && content !== undefined && content !== '');
  return (
    <dl className={classes['fields']}>
      {filled.map(({ id, header, content }) => (
        <div key={id} className={classes['field']}>
          <dt>{header}</dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
}
