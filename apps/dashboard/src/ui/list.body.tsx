import { Button, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNotice } from './error.notice.js';
import { ListCards } from './list.cards.js';
import classes from './list.module.css';
import type { ListPageProps } from './list.page.js';
import type { ListRows } from './list.rows.js';
import { ListTable } from './list.table.js';
import { useUiTexts } from './use.ui.texts.js';

type ListBodyProps<T> = ListPageProps<T> & Pick<ListRows<T>, 'rows' | 'selection'> & { readonly isNarrow: boolean };

const SKELETONS = [1, 2, 3, 4, 5, 6];

/** The rows, or why there are none. An error after rows were read stands above them: they are still the last that is known. */
export function ListBody<T extends object>(props: ListBodyProps<T>): ReactNode {
  const { list, rows, title, isNarrow } = props;
  const { list: texts } = useUiTexts();
  if (list.isLoading && rows.length === 0 && list.error === null) return <Loading />;
  const failed = list.error !== null && (
    <div className={classes['error']}>
      <ErrorNotice error={list.error} onRetry={list.refresh} />
    </div>
  );
  if (rows.length === 0) return failed || <Empty {...props} />;
  return (
    <>
      {failed}
      {isNarrow ? <ListCards {...props} label={title} /> : <ListTable {...props} label={title} />}
      {list.hasMore && (
        <div className={classes['foot']}>
          <Button variant="default" size="sm" onClick={list.loadMore} loading={list.isLoadingMore}>
            {texts.more}
          </Button>
        </div>
      )}
    </>
  );
}

function Loading(): ReactNode {
  const { list } = useUiTexts();
  return (
    <div className={classes['skeletons']} role="status" aria-label={list.loading}>
      {SKELETONS.map((each) => (
        <Skeleton key={each} height={22} />
      ))}
    </div>
  );
}

function Empty<T>({ urlFilters, empty }: Pick<ListPageProps<T>, 'urlFilters' | 'empty'>): ReactNode {
  const { list } = useUiTexts();
  const isFiltered = urlFilters?.isFiltered ?? false;
  const own = empty ?? { title: list.nothing, text: list.nothingText };
  const { title, text } = isFiltered ? { title: list.noMatch, text: list.noMatchText } : own;
  return (
    <div className={classes['empty']} role="status">
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" size="sm">
        {text}
      </Text>
      {isFiltered && (
        <Button mt="md" size="sm" variant="default" onClick={urlFilters?.clear}>
          {list.clearFilters}
        </Button>
      )}
    </div>
  );
}
