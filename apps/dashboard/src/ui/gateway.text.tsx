import type { ReactNode } from 'react';
import { gatewayName, gatewayWords } from '../gateways/gateway.words.js';
import { en } from '../gateways/texts.en.js';
import { es } from '../gateways/texts.es.js';
import { useTexts } from '../language/language.context.js';
import classes from './values.module.css';

interface GatewayTextProps {
  readonly provider: string;
  readonly code: string | null;
  /** What the gateway said itself, for a code without words. */
  readonly message?: string | null;
}

/** Why something did not work, in a shop owner's words, with the gateway's own code beside it. */
export function GatewayText({ provider, code, message = null }: GatewayTextProps): ReactNode {
  const texts = useTexts({ es, en });
  if (code === null) return message ?? texts.none;
  return (
    <span className={classes['gatewayText']}>
      <span>{gatewayWords(provider, code, texts) ?? message ?? texts.unknown}</span>
      <code className={classes['gatewayCode']} translate="no">
        {code}
      </code>
    </span>
  );
}

export function GatewayName({ provider }: { readonly provider: string }): ReactNode {
  return <span translate="no">{gatewayName(provider, useTexts({ es, en }))}</span>;
}
