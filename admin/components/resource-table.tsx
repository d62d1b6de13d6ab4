import type { ReactNode } from 'react';
import { CellTable, type Cells, type Column } from './cells.tsx';
import { Empty } from './empty.tsx';
import { Section } from './section.tsx';

type Props = {
  id: string;
  title: string;
  about: ReactNode;
  /** What creates one, beside the title. */
  action?: ReactNode;
  /** Shown instead of a table without rows: a title and what to do. */
  empty: { title: string; text: ReactNode };
  /** Of the table, for screen readers. */
  label: string;
  columns: Column[];
  rows: Cells[];
  /** Below the table. */
  children?: ReactNode;
};

/** A section that lists what there is of one kind. */
export function ResourceTable({ id, title, about, action, empty, label, columns, rows, children }: Props) {
  return (
    <Section id={id} title={title} about={about} action={action}>
      {rows.length === 0 ? (
        <Empty title={empty.title}>{empty.text}</Empty>
      ) : (
        <CellTable label={label} columns={columns} rows={rows} />
      )}
      {children}
    </Section>
  );
}
