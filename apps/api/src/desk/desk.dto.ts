import { DEFAULT_PAGE_LIMIT, FilterText, FilterTime, FilterWord, PageLimit } from '../common/page.query.js';
import { JOB_STATES, type JobState } from '../queue/queue.inspector.js';

export class StatisticsQuery {
  @FilterTime('From when on; absent: a day before `until`')
  since?: string;

  @FilterTime('Until when; absent: now')
  until?: string;

  @FilterText('Only this gateway')
  provider?: string;

  @FilterWord(['hour', 'day'], 'Absent: `hour`. Days are counted from the hour of `since`')
  step?: 'hour' | 'day';
}

export class JobListQuery {
  @FilterWord(JOB_STATES, 'Absent: `failed`')
  state?: JobState;

  @PageLimit()
  limit: number = DEFAULT_PAGE_LIMIT;
}

export class OverviewQuery {
  @FilterTime('When the day of the shop began; absent: midnight UTC')
  today_since?: string;
}

export class RejectionsQuery {
  @FilterTime('From when on; absent: a day ago')
  since?: string;

  @FilterTime('Until when; absent: now')
  until?: string;

  @FilterText('Only this gateway')
  provider?: string;

  @FilterWord(['minute', 'hour', 'day'], 'Absent: `hour`')
  step?: 'minute' | 'hour' | 'day';
}
