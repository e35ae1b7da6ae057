import { Checkbox, Table } from '@mantine/core';
import { type RowSelectionState, rowSelectionFeature, tableFeatures, useTable } from '@tanstack/react-table';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-router';
import type { ListColumn } from './list.columns.js';
import classes from './list.module.css';
import type { ListRows } from './list.rows.js';
import { useUiTexts } from './use.ui.texts.js';

const features = tableFeatures({ rowSelectionFeature });

interface ListTableProps<T> extends ListRows<T> {
  readonly label: string;
  readonly columns: readonly ListColumn<T>[];
}

/** The rows of a list as a table. */
export function ListTable<T extends object>(props: ListTableProps<T>): ReactNode {
  const { columns, selection } = props;
  const { list } = useUiTexts();
  const table = useListTable(props);
  return (
    <Table.ScrollContainer minWidth={640} className={classes['scroll']}>
      <Table
        className={classes['table']}
        highlightOnHover
        highlightOnHoverColor="var(--shade)"
        aria-label={props.label}
      >
        <Table.Thead>
          <Table.Tr>
            {selection !== undefined && (
              <Table.Th w={38}>
                <Checkbox
                  size="xs"
                  aria-label={list.selectAll}
                  checked={table.getIsAllRowsSelected()}
                  indeterminate={table.getIsSomeRowsSelected()}
                  onChange={table.getToggleAllRowsSelectedHandler()}
                />
              </Table.Th>
            )}
            {columns.map((column) => (
              <Table.Th key={column.id} {...lookOf(column)}>
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.getRowModel().rows.map((row) => (
            <Table.Tr key={row.id} data-selected={row.getIsSelected()}>
              {selection !== undefined && (
                <Table.Td>
                  <Checkbox
                    size="xs"
                    aria-label={list.select(props.rowLabel(row.original))}
                    checked={row.getIsSelected()}
                    onChange={row.getToggleSelectedHandler()}
                  />
                </Table.Td>
              )}
              {row.getAllCells().map((cell, index) => (
                <Table.Td key={cell.id} {...lookOf(columns[index])}>
                  <RowLink row={row.original} isFirst={index === 0} list={props}>
                    <table.FlexRender cell={cell} />
                  </RowLink>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** The table's own state is the list's: which rows there are, and which of them are chosen. */
function useListTable<T extends object>({ columns, rows, rowId, selection }: ListTableProps<T>) {
  const definitions = useMemo(
    () =>
      columns.map(({ id, header, cell }) => ({
        id,
        header,
        cell: ({ row }: { row: { original: T } }) => cell(row.original),
      })),
    [columns],
  );
  const rowSelection = useMemo<RowSelectionState>(
    () => Object.fromEntries([...(selection?.ids ?? [])].map((id) => [id, true as const])),
    [selection?.ids],
  );
  return useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    enableRowSelection: selection !== undefined,
    state: { rowSelection },
    onRowSelectionChange: (change) => {
      const next = typeof change === 'function' ? change(rowSelection) : change;
      selection?.set(new Set(Object.keys(next)));
    },
  });
}

interface RowLinkProps<T> {
  readonly row: T;
  readonly isFirst: boolean;
  readonly list: ListRows<T>;
  readonly children: ReactNode;
}

/** The first cell is the link to what the row is about; it reaches over the whole row. */
function RowLink<T>({ row, isFirst, list, children }: RowLinkProps<T>): ReactNode {
  const href = isFirst ? list.rowHref?.(row) : undefined;
  if (href === undefined) return children;
  return (
    <Link to={href} className={classes['rowLink']}>
      {children}
    </Link>
  );
}

function lookOf<T>(column: ListColumn<T> | undefined): {
  readonly ta?: 'right';
  readonly visibleFrom?: 'lg';
  readonly w?: number;
} {
  return {
    ...(column?.align === 'right' ? { ta: 'right' } : {}),
    ...(column?.isMinor === true ? { visibleFrom: 'lg' } : {}),
    ...(column?.width === undefined ? {} : { w: column.width }),
  };
}
