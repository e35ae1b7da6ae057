import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { answerOf, api } from '../api/api.client.js';
import type { Role } from '../session/session.types.js';
import { FormDialog } from './form.dialog.js';
import { makePassword } from './password.maker.js';
import { usePeopleTexts } from './use.people.texts.js';
import { GivenPasswordField, RoleField, SHORTEST_PASSWORD } from './user.fields.js';
import { useNotify } from '../ui/use.notify.js';

interface CreateUserProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function CreateUser({ isOpen, onClose }: CreateUserProps): ReactNode {
  const { users } = usePeopleTexts();
  const notify = useNotify();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [password, setPassword] = useState('');
  useEffect(() => {
    setEmail('');
    setRole('viewer');
    setPassword(isOpen ? makePassword() : '');
  }, [isOpen]);
  const create = async (): Promise<void> => {
    answerOf(await api.POST('/api/users', { body: { email: email.trim(), password, role } }));
    notify(email.trim(), { title: users.isCreated });
    void client.invalidateQueries({ queryKey: ['users'] });
    onClose();
  };
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={users.createTitle}
      text={users.createText}
      confirm={users.createConfirm}
      isReady={email.includes('@') && password.length >= SHORTEST_PASSWORD}
      onSubmit={create}
    >
      <TextInput
        type="email"
        label={users.email}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        autoComplete="off"
        required
        data-autofocus
      />
      <RoleField value={role} onChange={setRole} />
      <GivenPasswordField value={password} onChange={setPassword} />
    </FormDialog>
  );
}
