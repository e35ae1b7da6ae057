import { Button } from '@mantine/core';
import { CheckCircledIcon, ExclamationTriangleIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './home.module.css';
import { useHomeTexts } from './use.home.texts.js';
import type { Verdict } from './verdict.js';

/** Is money stuck? The first line of the first page, in words, with what is to be done. */
export function VerdictBanner({ verdict }: { readonly verdict: Verdict | undefined }): ReactNode {
  const { question, answers } = useHomeTexts();
  const tone = verdict?.tone ?? 'unknown';
  const Icon = tone === 'good' ? CheckCircledIcon : ExclamationTriangleIcon;
  return (
    <section className={classes['verdict']} data-tone={tone} aria-label={question}>
      <h2 className={classes['question']}>{question}</h2>
      <p className={classes['answer']} role="status">
        {verdict !== undefined && <Icon aria-hidden="true" width={22} height={22} />}
        {answers[tone]}
      </p>
      {verdict !== undefined && verdict.reasons.length > 0 && (
        <ul className={classes['reasons']}>
          {verdict.reasons.map((reason, index) => (
            <li key={reason.key} className={classes['reason']} data-tone={reason.tone}>
              <div className={classes['reasonText']}>
                <span>{reason.text}</span>
                {reason.advice !== undefined && <span className={classes['advice']}>{reason.advice}</span>}
              </div>
              <Button component={Link} to={reason.to} size="sm" variant={index === 0 ? 'filled' : 'default'}>
                {reason.action}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
