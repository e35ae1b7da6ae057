import { ActionIcon, Menu } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import type { Key } from './key.rows.js';
import { usePeopleTexts } from './use.people.texts.js';

export type KeyWish = 'rotate' | 'revoke';

interface KeyMenuProps {
  readonly apiKey: Key;
  readonly onWish: (wish: KeyWish) => void;
}

/** What can be done with a key: nothing any more, once it was revoked. */
export function KeyMenu({ apiKey, onWish }: KeyMenuProps): ReactNode {
  const { keys, actionsOf } = usePeopleTexts();
  if (apiKey.revoked_at !== null) return null;
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={actionsOf(`${apiKey.name} …${apiKey.hint}`)}>
          <DotsHorizontalIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {apiKey.expires_at === null && <Menu.Item onClick={() => onWish('rotate')}>{keys.rotate}</Menu.Item>}
        <Menu.Item color="red" onClick={() => onWish('revoke')}>
          {keys.revoke}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
