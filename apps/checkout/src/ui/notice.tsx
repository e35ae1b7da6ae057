import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

export type NoticeKind = 'problem' | 'information';

const ICONS: Readonly<Record<NoticeKind, IconName>> = { problem: 'cross', information: 'info' };

interface NoticeProps {
  readonly kind: NoticeKind;
  readonly title: string;
  readonly children?: ReactNode;
}

/** Something that a shopper should know before going on. A problem is read out at once. */
export function Notice({ kind, title, children }: NoticeProps): ReactNode {
  return (
    <section className={`notice ${kind}`} role={kind === 'problem' ? 'alert' : 'note'}>
      <Icon name={ICONS[kind]} />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}
