import { ActionIcon, Button, Loader, Tooltip } from '@mantine/core';
import { ReloadIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import type { KeysetList } from '../api/use.keyset.list.js';
import classes from './list.module.css';
import type { Selection } from './list.rows.js';
import { ToneBadge } from './status.badge.js';
import { useUiTexts } from './use.ui.texts.js';
import { When } from './when.js';

interface ListStateProps {
  readonly list: Pick<KeysetList<unknown>, 'isLive' | 'isRefreshing' | 'readAt' | 'refresh'>;
  readonly isLiveList: boolean;
  readonly selection?: Selection | undefined;
  readonly selectionActions?: ReactNode;
}

/** Above the rows: when they were read, or what can be done with those that are chosen. */
export function ListState({ list, isLiveList, selection, selectionActions }: ListStateProps): ReactNode {
  const { list: texts } = useUiTexts();
  const count = selection?.ids.size ?? 0;
  if (selection !== undefined && count > 0) {
    return (
      <div className={classes['state']} data-selecting="true">
        <strong role="status">{texts.selected(count)}</strong>
        {selectionActions}
        <span className={classes['spacer']} />
        <Button size="compact-sm" variant="subtle" onClick={() => selection.set(new Set())}>
          {texts.clearSelection}
        </Button>
      </div>
    );
  }
  return (
    <div className={classes['state']}>
      {isLiveList && (
        <ToneBadge tone={list.isLive ? 'good' : 'idle'}>{list.isLive ? texts.live : texts.notLive}</ToneBadge>
      )}
      <span className={classes['spacer']} />
      {list.readAt > 0 && <When at={list.readAt} />}
      <Tooltip label={texts.refresh}>
        <ActionIcon variant="subtle" color="gray" aria-label={texts.refresh} onClick={list.refresh}>
          {list.isRefreshing ? <Loader size={14} /> : <ReloadIcon />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
