import { Alert, Button, Text } from '@mantine/core';
import { ExclamationTriangleIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { PasarelaError } from '../../../../packages/client/src/index.js';
import { problemText } from './problem.text.js';
import { useUiTexts } from './use.ui.texts.js';
import classes from './values.module.css';

interface ErrorNoticeProps {
  readonly error: unknown;
  /** What was attempted: "No se pudo cargar la lista". */
  readonly title?: string;
  readonly onRetry?: (() => void) | undefined;
}

/** An error in words, with the API's code beside it for whoever asks for help. */
export function ErrorNotice({ error, title, onRetry }: ErrorNoticeProps): ReactNode {
  const texts = useUiTexts();
  const fields = error instanceof PasarelaError ? error.fields : [];
  return (
    <Alert color="red" role="alert" icon={<ExclamationTriangleIcon />} title={title ?? texts.problem.title}>
      <Text size="sm">{problemText(error, texts)}</Text>
      {fields.length > 0 && <Text size="sm">{texts.problem.fields(fields.join(', '))}</Text>}
      {error instanceof PasarelaError && (
        <span className={classes['gatewayCode']}>
          {texts.problem.code}: {error.code}
        </span>
      )}
      {onRetry !== undefined && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry} display="block">
          {texts.problem.again}
        </Button>
      )}
    </Alert>
  );
}
