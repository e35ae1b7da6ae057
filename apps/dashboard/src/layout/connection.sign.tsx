import { Tooltip } from '@mantine/core';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { connection, knock } from '../api/connection.js';
import classes from './connection.module.css';
import { useLayoutTexts } from './use.layout.texts.js';

const KNOCK_EVERY_MS = 3_000;

/** Says whether the API answers. While it does not, it is asked until it does. */
export function ConnectionSign(): ReactNode {
  const texts = useLayoutTexts();
  const isReached = useSyncExternalStore(connection.subscribe, connection.isReached);
  useEffect(() => {
    if (isReached) return undefined;
    const timer = setInterval(() => void knock(), KNOCK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isReached]);
  return (
    <Tooltip label={isReached ? texts.connected : texts.disconnectedText} multiline maw={260}>
      <span className={classes['sign']} data-reached={isReached} role="status">
        <span className={classes['dot']} aria-hidden="true" />
        <span className={classes['word']}>{isReached ? texts.connected : texts.disconnected}</span>
      </span>
    </Tooltip>
  );
}
