import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../ui/confirm.dialog.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { When } from '../ui/when.js';
import { useNotify } from '../ui/use.notify.js';
import { type JobRow, type JobState, QUEUES, removeJob, retryJob } from './queue.calls.js';
import classes from './queues.module.css';
import { useQueuesTexts } from './use.queues.texts.js';

interface QueueJobProps {
  readonly queue: string;
  readonly job: JobRow;
  readonly state: JobState;
  readonly mayMend: boolean;
}

/** One job: which rows it speaks of, and why it failed. */
export function QueueJob({ queue, job, state, mayMend }: QueueJobProps): ReactNode {
  const { jobs } = useQueuesTexts();
  return (
    <li className={classes['job']}>
      <div className={classes['jobBody']}>
        <div>
          <strong translate="no">{job.name}</strong>{' '}
          <code className={classes['code']} translate="no">
            {job.id}
          </code>
        </div>
        <code className={classes['code']} translate="no">
          {jobs.payload}: {JSON.stringify(job.payload)}
        </code>
        {job.failure !== null && (
          <div className={classes['failure']}>
            {jobs.failure}: {job.failure}
          </div>
        )}
        <div className={classes['note']}>
          {jobs.created} <When at={job.created_at} /> · {jobs.attempts}: {job.attempts}
        </div>
      </div>
      {mayMend && state !== 'active' && <Actions queue={queue} id={job.id} state={state} />}
    </li>
  );
}

interface ActionsProps {
  readonly queue: string;
  readonly id: string;
  readonly state: JobState;
}

function Actions({ queue, id, state }: ActionsProps): ReactNode {
  const { jobs } = useQueuesTexts();
  const notify = useNotify();
  const client = useQueryClient();
  const [isAsking, ask] = useDisclosure(false);
  const changed = async (message: string): Promise<void> => {
    notify(message);
    await client.invalidateQueries({ queryKey: QUEUES });
  };
  const retry = useMutation({ mutationFn: () => retryJob(queue, id), onSuccess: () => changed(jobs.retried) });
  const remove = async (): Promise<void> => {
    await removeJob(queue, id);
    await changed(jobs.removed);
  };
  return (
    <div className={classes['actions']}>
      {state !== 'waiting' && (
        <Button
          size="compact-sm"
          aria-label={jobs.retryNamed(id)}
          loading={retry.isPending}
          onClick={() => retry.mutate()}
        >
          {jobs.retry}
        </Button>
      )}
      <Button size="compact-sm" variant="default" aria-label={jobs.removeNamed(id)} onClick={ask.open}>
        {jobs.remove}
      </Button>
      {retry.error !== null && <ErrorNotice error={retry.error} />}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={ask.close}
        title={jobs.removeTitle}
        confirm={jobs.remove}
        isDangerous
        onConfirm={remove}
      >
        {jobs.removeWhat}
      </ConfirmDialog>
    </div>
  );
}
