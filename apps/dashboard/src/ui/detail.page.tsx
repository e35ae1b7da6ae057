import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from '../layout/page.header.js';
import classes from './detail.module.css';
import { ErrorNotice } from './error.notice.js';
import { useUiTexts } from './use.ui.texts.js';

interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface DetailPageProps<T> {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly subtitle?: ReactNode;
  readonly back?: { readonly to: string; readonly label?: string };
  readonly actions?: ReactNode;
  /** A query of TanStack's. */
  readonly query: Loaded<T>;
  /** What is shown once it is there: `DetailSection`s. */
  readonly children: (data: T) => ReactNode;
}

/** A page about one thing. */
export function DetailPage<T>({ query, children, ...header }: DetailPageProps<T>): ReactNode {
  return (
    <>
      <PageHeader {...header} />
      <div className={classes['sections']}>
        {query.error !== null && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.data === undefined ? query.error === null && <Loading /> : children(query.data)}
      </div>
    </>
  );
}

function Loading(): ReactNode {
  const { list } = useUiTexts();
  return (
    <div className={classes['sections']} role="status" aria-label={list.loading}>
      <Skeleton height={120} />
      <Skeleton height={260} />
    </div>
  );
}

interface DetailSectionProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, with its own heading. */
export function DetailSection({ title, actions, children }: DetailSectionProps): ReactNode {
  return (
    <section className={classes['section']} aria-label={title}>
      <div className={classes['heading']}>
        <h2 className={classes['title']}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** What is known of something: names and values. What is not known (null) is left out. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}): ReactNode {
  return (
    <dl className={classes['facts']}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Sections side by side, where there is room. */
export function Columns({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes['columns']}>{children}</div>;
}
