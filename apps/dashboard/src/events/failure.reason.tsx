import type { ReactNode } from 'react';
import { GatewayText } from '../ui/gateway.text.js';
import classes from './events.module.css';
import { failureWords } from './failure.words.js';
import { useEventsTexts } from './use.events.texts.js';

interface FailureReasonProps {
  readonly provider: string;
  readonly code: string | null;
  readonly message: string | null;
}

/** Why an event failed for good, with the code beside it. */
export function FailureReason({ provider, code, message }: FailureReasonProps): ReactNode {
  const texts = useEventsTexts();
  const words = code === null ? null : failureWords(code, texts);
  if (code === null) return message ?? texts.groups.noCode;
  if (words === null) return <GatewayText provider={provider} code={code} message={message} />;
  return (
    <>
      {words}{' '}
      <code className={classes['code']} translate="no">
        {code}
      </code>
    </>
  );
}
