import { SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { live } from '../api/query.client.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { JOB_STATES, type JobState, QUEUES, readJobs } from './queue.calls.js';
import { QueueJob } from './queue.job.js';
import classes from './queues.module.css';
import { useQueuesTexts } from './use.queues.texts.js';

const LOOK_EVERY_MS = 5_000;

interface QueueJobsProps {
  readonly name: string;
  readonly mayMend: boolean;
}

/** The newest jobs of a queue in a state. */
export function QueueJobs({ name, mayMend }: QueueJobsProps): ReactNode {
  const { jobs, counts } = useQueuesTexts();
  const [state, setState] = useState<JobState>('failed');
  const { data, error, refetch } = useQuery({
    queryKey: [...QUEUES, name, state],
    queryFn: ({ signal }) => readJobs(name, state, signal),
    ...live(LOOK_EVERY_MS),
  });
  return (
    <div className={classes['jobs']}>
      <SegmentedControl
        size="xs"
        aria-label={jobs.state}
        value={state}
        onChange={setState}
        data={JOB_STATES.map((each) => ({ value: each, label: counts[each] }))}
      />
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {jobs.none}
        </Text>
      )}
      <ul className={classes['list']} aria-label={jobs.title(name)}>
        {data?.map((job) => (
          <QueueJob key={job.id} queue={name} job={job} state={state} mayMend={mayMend} />
        ))}
      </ul>
    </div>
  );
}
