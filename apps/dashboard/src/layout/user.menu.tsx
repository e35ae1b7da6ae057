import { Menu, UnstyledButton } from '@mantine/core';
import { ChevronDownIcon, ExitIcon, LockClosedIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { session } from '../session/session.js';
import { useMe } from '../session/use.session.js';
import { useLayoutTexts } from './use.layout.texts.js';
import classes from './user.module.css';

/** Who is logged in, and the way out. The next to log in here begins at the beginning. */
export function UserMenu(): ReactNode {
  const texts = useLayoutTexts();
  const { email, role } = useMe();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    await navigate('/');
    await session.logOut();
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes['button']} aria-label={`${texts.account}: ${email}`}>
          <span className={classes['face']} aria-hidden="true">
            {email.slice(0, 1).toUpperCase()}
          </span>
          <ChevronDownIcon aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes['who']}>
          <div className={classes['email']}>{email}</div>
          <div className={classes['role']}>{texts.roles[role]}</div>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/password" leftSection={<LockClosedIcon />}>
          {texts.ownPassword}
        </Menu.Item>
        <Menu.Item leftSection={<ExitIcon />} onClick={() => void leave()}>
          {texts.logOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
