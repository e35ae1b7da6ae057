import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api, done } from '../api/api.client.js';
import { type Role, ROLES } from '../session/session.types.js';
import { ConfirmDialog } from '../ui/confirm.dialog.js';
import { FormDialog } from './form.dialog.js';
import { makePassword } from './password.maker.js';
import { usePeopleTexts } from './use.people.texts.js';
import { GivenPasswordField, RoleField, SHORTEST_PASSWORD } from './user.fields.js';
import type { User } from './user.rows.js';
import { useNotify } from '../ui/use.notify.js';

interface UserDialogProps {
  readonly user: User;
  readonly onClose: () => void;
}

export function ChangeRole({ user, onClose }: UserDialogProps): ReactNode {
  const { users, roles } = usePeopleTexts();
  const finish = useFinish(onClose);
  const [role, setRole] = useState<Role>(ROLES.find((each) => each === user.role) ?? 'viewer');
  const change = async (): Promise<void> => {
    answerOf(await api.PATCH('/api/users/{id}', { params: { path: { id: user.id } }, body: { role } }));
    finish(users.changed, `${user.email}: ${roles[role]}`);
  };
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={users.changeRoleTitle}
      text={users.changeRoleText(user.email)}
      confirm={users.changeConfirm}
      isReady={role !== user.role}
      onSubmit={change}
    >
      <RoleField value={role} onChange={setRole} />
    </FormDialog>
  );
}

export function GivePassword({ user, onClose }: UserDialogProps): ReactNode {
  const { users } = usePeopleTexts();
  const finish = useFinish(onClose);
  const [password, setPassword] = useState(makePassword);
  const give = async (): Promise<void> => {
    done(await api.POST('/api/users/{id}/password', { params: { path: { id: user.id } }, body: { password } }));
    finish(users.passwordSet, user.email);
  };
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={users.setPassword}
      text={users.setPasswordText(user.email)}
      confirm={users.setPasswordConfirm}
      isReady={password.length >= SHORTEST_PASSWORD}
      onSubmit={give}
    >
      <GivenPasswordField value={password} onChange={setPassword} />
    </FormDialog>
  );
}

export function SwitchUser({
  user,
  isDisabling,
  onClose,
}: UserDialogProps & { readonly isDisabling: boolean }): ReactNode {
  const { users } = usePeopleTexts();
  const finish = useFinish(onClose);
  const change = async (): Promise<void> => {
    const params = { path: { id: user.id } };
    answerOf(await api.PATCH('/api/users/{id}', { params, body: { disabled: isDisabling } }));
    finish(isDisabling ? users.isDisabled : users.isEnabled, user.email);
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={isDisabling ? users.disableTitle : users.enableTitle}
      confirm={isDisabling ? users.disable : users.enable}
      isDangerous={isDisabling}
      onConfirm={change}
    >
      {isDisabling ? users.disableText(user.email) : users.enableText(user.email)}
    </ConfirmDialog>
  );
}

function useFinish(onClose: () => void): (title: string, message: string) => void {
  const client = useQueryClient();
  const notify = useNotify();
  return (title, message) => {
    notify(message, { title });
    void client.invalidateQueries({ queryKey: ['users'] });
    onClose();
  };
}
