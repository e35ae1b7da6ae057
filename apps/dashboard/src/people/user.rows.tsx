import type { Schemas } from '../api/api.client.js';
import type { ListColumn } from '../ui/list.columns.js';
import { ToneBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import type { Texts } from './texts.es.js';
import { type UserWish, UserMenu } from './user.menu.js';

export type User = Schemas['UserView'];

export function userColumns(
  texts: Texts,
  ownId: string,
  onWish: (user: User, wish: UserWish) => void,
): readonly ListColumn<User>[] {
  const { users, roles, actions } = texts;
  const known: Readonly<Record<string, string>> = roles;
  return [
    {
      id: 'email',
      header: users.email,
      cell: ({ id, email }) => (
        <>
          <span translate="no">{email}</span> {id === ownId && <ToneBadge tone="busy">{users.you}</ToneBadge>}
        </>
      ),
    },
    { id: 'role', header: users.role, cell: ({ role }) => known[role] ?? role },
    {
      id: 'state',
      header: users.state,
      cell: ({ disabled_at }) => (
        <ToneBadge tone={disabled_at === null ? 'good' : 'idle'}>
          {disabled_at === null ? users.active : users.disabled}
        </ToneBadge>
      ),
    },
    { id: 'login', header: users.lastLogin, cell: ({ last_login_at }) => <When at={last_login_at} /> },
    { id: 'created', header: users.created, cell: ({ created_at }) => <When at={created_at} />, isMinor: true },
    {
      id: 'actions',
      header: actions,
      cell: (user) => <UserMenu user={user} isOwn={user.id === ownId} onWish={(wish) => onWish(user, wish)} />,
      align: 'right',
    },
  ];
}
