import type { ReactNode } from 'react';
import classes from './command.module.css';
import { CopyButton } from './copy.button.js';

interface CommandLineProps {
  readonly command: string;
  /** What it does, for screen readers. */
  readonly label: string;
  /** What the button says that copies it. */
  readonly copy: string;
}

/** A command to be run in a terminal, with a button that copies it. */
export function CommandLine({ command, label, copy }: CommandLineProps): ReactNode {
  return (
    <div className={classes['line']} role="group" aria-label={label}>
      <code className={classes['command']} translate="no">
        {command}
      </code>
      <CopyButton value={command} label={copy} />
    </div>
  );
}
