import { Button } from '@mantine/core';
import { PlusIcon } from '@radix-ui/react-icons';
import { type ReactNode, useMemo, useState } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { given } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { ListPage } from '../ui/list.page.js';
import { CreateKey } from './key.create.js';
import { RevokeKey, RotateKey } from './key.dialogs.js';
import type { KeyWish } from './key.menu.js';
import { type Key, keyColumns } from './key.rows.js';
import { KeyShown } from './key.shown.js';
import { PeopleTabs } from './people.tabs.js';
import { usePeopleTexts } from './use.people.texts.js';

type Wish = { readonly key: Key; readonly wish: KeyWish };

const rowId = ({ id }: Key): string => id;
const rowLabel = ({ name, hint }: Key): string => `${name} …${hint}`;

/** The keys of storefronts and servers. */
export function Component(): ReactNode {
  const texts = usePeopleTexts();
  const [wish, setWish] = useState<Wish | null>(null);
  const [isCreating, setCreating] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const list = useKeysetList<Key>({
    key: ['keys'],
    read: async (cursor, signal) =>
      answerOf(await api.GET('/api/keys', { params: { query: given({ cursor }) }, signal })),
    liveMs: 30_000,
  });
  const columns = useMemo(() => keyColumns(texts, (key, wanted) => setWish({ key, wish: wanted })), [texts]);
  const close = (): void => setWish(null);
  return (
    <>
      <ListPage
        title={texts.title}
        list={list}
        columns={columns}
        rowId={rowId}
        rowLabel={rowLabel}
        filters={<PeopleTabs />}
        actions={
          <Button leftSection={<PlusIcon />} onClick={() => setCreating(true)}>
            {texts.keys.create}
          </Button>
        }
        empty={{ title: texts.keys.empty, text: texts.keys.emptyText }}
      />
      <CreateKey isOpen={isCreating} onClose={() => setCreating(false)} onMade={setShown} />
      {wish?.wish === 'rotate' && <RotateKey apiKey={wish.key} onClose={close} onMade={setShown} />}
      {wish?.wish === 'revoke' && <RevokeKey apiKey={wish.key} onClose={close} />}
      <KeyShown value={shown} onClose={() => setShown(null)} />
    </>
  );
}
