import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ListColumn } from './list.columns.js';

interface PlainTableProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  readonly columns: readonly ListColumn<T>[];
  readonly minWidth?: number;
}

/** A few rows within a page about one thing: all of them, in one table. */
export function PlainTable<T>({ label, rows, rowId, columns, minWidth = 480 }: PlainTableProps<T>): ReactNode {
  return (
    <Table.ScrollContainer minWidth={minWidth}>
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
    </Table.ScrollContainer>
  );
}
