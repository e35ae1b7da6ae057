import { Table } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { ListCards } from './list.cards.js';
import type { ListColumn } from './list.columns.js';

interface PlainTableProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  readonly columns: readonly ListColumn<T>[];
}

/** A few rows within a page about one thing: all of them, as one table, or as cards where there is no room for it. */
export function PlainTable<T>(props: PlainTableProps<T>): ReactNode {
  const { label, rows, rowId, columns } = props;
  const isNarrow = useMediaQuery('(width < 48em)', false, { getInitialValueInEffect: false });
  if (isNarrow) return <ListCards {...props} rowLabel={rowId} />;
  return (
    <Table aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ id, header, align }) => (
            <Table.Th key={id} {...(align === undefined ? {} : { ta: align })}>
              {header}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={rowId(row)}>
            {columns.map(({ id, cell, align }) => (
              <Table.Td key={id} {...(align === undefined ? {} : { ta: align })}>
                {cell(row)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
