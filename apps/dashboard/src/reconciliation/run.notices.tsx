import type { ReactNode } from 'react';
import { GatewayName, GatewayText } from '../ui/gateway.text.js';
import { Notice } from '../ui/notice.js';
import { countsOf, type Report, type Run } from './run.rules.js';
import { useReconciliationTexts } from './use.reconciliation.texts.js';

/** What a run comes to, in a sentence. */
export function RunNotices({ run }: { readonly run: Run }): ReactNode {
  const texts = useReconciliationTexts();
  if (run.report === null) {
    return run.status === 'running' ? (
      <Notice tone="idle" title={texts.running}>
        {texts.runningText}
      </Notice>
    ) : (
      <Notice tone="bad" title={texts.failedRun}>
        {run.error}
      </Notice>
    );
  }
  return (
    <>
      <Outcome report={run.report} />
      {run.report.failed.length > 0 && <Unheard report={run.report} />}
    </>
  );
}

function Outcome({ report }: { readonly report: Report }): ReactNode {
  const texts = useReconciliationTexts();
  const { found, open } = countsOf(report);
  if (open > 0) {
    return (
      <Notice tone="bad" title={texts.unsettled(open)}>
        {texts.unsettledText}
      </Notice>
    );
  }
  if (found > 0) {
    return (
      <Notice tone="good" title={texts.settled(found)}>
        {texts.settledText}
      </Notice>
    );
  }
  if (report.failed.length > 0) return null;
  return (
    <Notice tone="good" title={texts.clean}>
      {texts.cleanText(report.asked)}
    </Notice>
  );
}

function Unheard({ report }: { readonly report: Report }): ReactNode {
  const texts = useReconciliationTexts();
  return (
    <Notice tone="warn" title={texts.failed}>
      {report.failed.map(({ provider, code }) => (
        <div key={`${provider} ${code}`}>
          <GatewayName provider={provider} />: <GatewayText provider={provider} code={code} />
        </div>
      ))}
      <div>{texts.failedText}</div>
    </Notice>
  );
}
