/** The frame of every table of the console: bordered, its header in sight while the page scrolls, its name for screen readers. */
import { Paper, Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** Pixels: the shell's header, under which the table's own stays. */
const headerHeight = 56;

interface ListTableProps {
  /** What the rows are: the table's accessible name. */
  readonly label: string;
  /** Cells of the header's one row. */
  readonly header: ReactNode;
  /** Rows. */
  readonly children: ReactNode;
}

export function ListTable({ label, header, children }: ListTableProps) {
  return (
    <Paper withBorder>
      <Table stickyHeader stickyHeaderOffset={headerHeight} verticalSpacing="sm" highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>{header}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Paper>
  );
}
