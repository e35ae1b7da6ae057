import type { ReactNode } from 'react';
import { ToneBadge } from '../ui/status.badge.js';
import type { Backup } from './backup.rules.js';
import { useBackupsTexts } from './use.backups.texts.js';

/** Where its file is. */
export function Places({ backup }: { readonly backup: Backup }): ReactNode {
  const { places } = useBackupsTexts();
  const { local, s3 } = backup.stored;
  const known = [...(local ? [places.local] : []), ...(s3 ? [places.s3] : [])];
  return known.length === 0 ? places.nowhere : known.join(' · ');
}

/** What the last look at it found. */
export function Verdict({ backup }: { readonly backup: Backup }): ReactNode {
  const texts = useBackupsTexts();
  const { verification } = backup;
  if (verification === null) return <ToneBadge tone="warn">{texts.never}</ToneBadge>;
  if (!verification.ok) return <ToneBadge tone="bad">{texts.bad}</ToneBadge>;
  return <ToneBadge tone="good">{verification.deep ? texts.goodDeep : texts.good}</ToneBadge>;
}
