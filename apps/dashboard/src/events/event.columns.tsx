import { Text } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { GatewayName, GatewayText } from '../ui/gateway.text.js';
import type { ListColumn } from '../ui/list.columns.js';
import { StatusBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import type { EventRow } from './event.calls.js';
import classes from './events.module.css';
import { FailureReason } from './failure.reason.js';
import { useEventsTexts } from './use.events.texts.js';

export function useEventColumns(): readonly ListColumn<EventRow>[] {
  const { columns } = useEventsTexts();
  return useMemo(
    () => [
      { id: 'type', header: columns.type, cell: (row) => <What row={row} /> },
      {
        id: 'status',
        header: columns.status,
        width: 130,
        cell: ({ status }) => <StatusBadge kind="event" status={status} />,
      },
      { id: 'reference', header: columns.reference, cell: (row) => <Reference row={row} /> },
      { id: 'error', header: columns.error, cell: (row) => <LastError row={row} /> },
      {
        id: 'attempts',
        header: columns.attempts,
        align: 'right',
        isMinor: true,
        width: 80,
        cell: ({ attempts }) => attempts,
      },
      {
        id: 'received',
        header: columns.received,
        align: 'right',
        width: 130,
        cell: (row) => <When at={row.received_at} />,
      },
    ],
    [columns],
  );
}

/** The same for a telephone. */
export function eventCard(row: EventRow): ReactNode {
  return (
    <div className={classes['card']}>
      <div className={classes['cardLine']}>
        <StatusBadge kind="event" status={row.status} />
        <Text size="xs" c="dimmed" component="span">
          <When at={row.received_at} />
        </Text>
      </div>
      <What row={row} />
      <Reference row={row} />
      {hasError(row) && <LastError row={row} />}
    </div>
  );
}

function What({ row }: { readonly row: EventRow }): ReactNode {
  return (
    <>
      <span className={classes['type']} translate="no">
        {row.type}
      </span>
      <span className={classes['gateway']}>
        <GatewayName provider={row.provider} />
      </span>
    </>
  );
}

function Reference({ row: { reference, transaction_id } }: { readonly row: EventRow }): ReactNode {
  const known = reference ?? transaction_id;
  return known === null ? null : (
    <code className={classes['reference']} translate="no" title={known}>
      {known}
    </code>
  );
}

function LastError({ row }: { readonly row: EventRow }): ReactNode {
  if (!hasError(row)) return null;
  return (
    <span className={classes['error']}>
      {row.status === 'failed' ? (
        <FailureReason provider={row.provider} code={row.last_error_code} message={row.last_error} />
      ) : (
        <GatewayText provider={row.provider} code={row.last_error_code} message={row.last_error} />
      )}
    </span>
  );
}

/** What went wrong before it went well is told on the event's page. */
function hasError({ status, last_error, last_error_code }: EventRow): boolean {
  return status !== 'success' && (last_error ?? last_error_code) !== null;
}
