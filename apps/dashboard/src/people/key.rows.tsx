import type { ReactNode } from 'react';
import type { Schemas } from '../api/api.client.js';
import type { ListColumn } from '../ui/list.columns.js';
import { ToneBadge } from '../ui/status.badge.js';
import { useNow } from '../ui/use.now.js';
import { When } from '../ui/when.js';
import { type KeyWish, KeyMenu } from './key.menu.js';
import type { Texts } from './texts.es.js';
import { usePeopleTexts } from './use.people.texts.js';

export type Key = Schemas['KeyView'];

export function keyColumns(texts: Texts, onWish: (key: Key, wish: KeyWish) => void): readonly ListColumn<Key>[] {
  const { keys, actions } = texts;
  const kinds: Readonly<Record<string, string>> = keys.kinds;
  return [
    { id: 'name', header: keys.name, cell: ({ name }) => <strong>{name}</strong> },
    { id: 'kind', header: keys.kind, cell: ({ kind }) => kinds[kind] ?? kind },
    { id: 'hint', header: keys.hint, cell: ({ hint }) => <code translate="no">…{hint}</code> },
    { id: 'state', header: keys.state, cell: (key) => <KeyState apiKey={key} /> },
    { id: 'used', header: keys.lastUsed, cell: ({ last_used_at }) => <When at={last_used_at} /> },
    { id: 'created', header: keys.created, cell: ({ created_at }) => <When at={created_at} />, isMinor: true },
    {
      id: 'actions',
      header: actions,
      cell: (key) => <KeyMenu apiKey={key} onWish={(wish) => onWish(key, wish)} />,
      align: 'right',
    },
  ];
}

/** Whether it is good: a key that was replaced is, until its time is over. */
function KeyState({ apiKey }: { readonly apiKey: Key }): ReactNode {
  const { keys } = usePeopleTexts();
  const now = useNow();
  if (apiKey.revoked_at !== null) return <ToneBadge tone="idle">{keys.revoked}</ToneBadge>;
  if (apiKey.expires_at === null) return <ToneBadge tone="good">{keys.active}</ToneBadge>;
  if (Date.parse(apiKey.expires_at) <= now) return <ToneBadge tone="idle">{keys.expired}</ToneBadge>;
  return (
    <>
      <ToneBadge tone="warn">{keys.ending}</ToneBadge> {keys.until} <When at={apiKey.expires_at} isExact />
    </>
  );
}
