import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './stat.module.css';
import type { Tone } from './status.tones.js';

interface StatTileProps {
  readonly label: string;
  /** Undefined while it is not known yet. */
  readonly value: ReactNode;
  /** What it means, or how it was a week ago. */
  readonly note?: ReactNode;
  readonly tone?: Tone;
  /** Where that is mended. */
  readonly to?: string;
}

/** One number that is looked at first. The whole tile leads to where it can be mended. */
export function StatTile({ label, value, note, tone = 'idle', to }: StatTileProps): ReactNode {
  return (
    <div className={classes['tile']} data-tone={tone}>
      <div className={classes['label']}>
        {to === undefined ? (
          label
        ) : (
          <Link to={to} className={classes['link']}>
            {label}
          </Link>
        )}
      </div>
      <div className={classes['value']}>{value === undefined ? <Skeleton height={28} width={90} /> : value}</div>
      {note !== undefined && <div className={classes['note']}>{note}</div>}
    </div>
  );
}

/** Tiles side by side, as many as there is room for. */
export function StatGrid({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes['grid']}>{children}</div>;
}
