import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { CheckIcon, CopyIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { useUiTexts } from './use.ui.texts.js';
import classes from './values.module.css';

interface CopyButtonProps {
  readonly value: string;
  /** What it is, for screen readers: "Copiar el id del evento". */
  readonly label?: string;
}

export function CopyButton({ value, label }: CopyButtonProps): ReactNode {
  const { copy } = useUiTexts();
  const clipboard = useClipboard({ timeout: 1_500 });
  const text = clipboard.copied ? copy.copied : (label ?? copy.copy);
  return (
    <Tooltip label={text}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={text} onClick={() => clipboard.copy(value)}>
        {clipboard.copied ? <CheckIcon /> : <CopyIcon />}
      </ActionIcon>
    </Tooltip>
  );
}

/** An identifier, to be read and to be copied. */
export function Identifier({ value, label }: CopyButtonProps): ReactNode {
  return (
    <span className={classes['copy']}>
      <code className={classes['code']} translate="no">
        {value}
      </code>
      <CopyButton value={value} {...(label === undefined ? {} : { label })} />
    </span>
  );
}
