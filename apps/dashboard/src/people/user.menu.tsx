import { ActionIcon, Menu } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { usePeopleTexts } from './use.people.texts.js';
import type { User } from './user.rows.js';

export type UserWish = 'role' | 'password' | 'disable' | 'enable';

interface UserMenuProps {
  readonly user: User;
  readonly isOwn: boolean;
  readonly onWish: (wish: UserWish) => void;
}

/** What can be done with a user. */
export function UserMenu({ user, isOwn, onWish }: UserMenuProps): ReactNode {
  const { users, actionsOf } = usePeopleTexts();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={actionsOf(user.email)}>
          <DotsHorizontalIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onWish('role')}>{users.changeRole}</Menu.Item>
        {isOwn ? (
          <Menu.Item component={Link} to="/password">
            {users.ownPassword}
          </Menu.Item>
        ) : (
          <Menu.Item onClick={() => onWish('password')}>{users.setPassword}</Menu.Item>
        )}
        {user.disabled_at === null ? (
          <Menu.Item color="red" onClick={() => onWish('disable')}>
            {users.disable}
          </Menu.Item>
        ) : (
          <Menu.Item onClick={() => onWish('enable')}>{users.enable}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
