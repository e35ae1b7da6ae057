import { Button } from '@mantine/core';
import { PlusIcon } from '@radix-ui/react-icons';
import { type ReactNode, useMemo, useState } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { given } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { useMe } from '../session/use.session.js';
import { ListPage } from '../ui/list.page.js';
import { PeopleTabs } from './people.tabs.js';
import { usePeopleTexts } from './use.people.texts.js';
import { CreateUser } from './user.create.js';
import { ChangeRole, GivePassword, SwitchUser } from './user.dialogs.js';
import type { UserWish } from './user.menu.js';
import { type User, userColumns } from './user.rows.js';

type Wish = { readonly user: User; readonly wish: UserWish };

const rowId = ({ id }: User): string => id;
const rowLabel = ({ email }: User): string => email;

/** Who may come in, and as what. */
export function Component(): ReactNode {
  const texts = usePeopleTexts();
  const me = useMe();
  const [wish, setWish] = useState<Wish | null>(null);
  const [isCreating, setCreating] = useState(false);
  const list = useKeysetList<User>({
    key: ['users'],
    read: async (cursor, signal) =>
      answerOf(await api.GET('/api/users', { params: { query: given({ cursor }) }, signal })),
  });
  const columns = useMemo(
    () => userColumns(texts, me.id, (user, wanted) => setWish({ user, wish: wanted })),
    [texts, me.id],
  );
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
            {texts.users.create}
          </Button>
        }
        empty={{ title: texts.users.empty, text: texts.users.emptyText }}
      />
      <CreateUser isOpen={isCreating} onClose={() => setCreating(false)} />
      {wish !== null && <Dialogs wish={wish} onClose={() => setWish(null)} />}
    </>
  );
}

function Dialogs({ wish: { user, wish }, onClose }: { readonly wish: Wish; readonly onClose: () => void }): ReactNode {
  switch (wish) {
    case 'role':
      return <ChangeRole user={user} onClose={onClose} />;
    case 'password':
      return <GivePassword user={user} onClose={onClose} />;
    default:
      return <SwitchUser user={user} isDisabling={wish === 'disable'} onClose={onClose} />;
  }
}
