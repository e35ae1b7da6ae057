import { Anchor, Radio, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Role, ROLES } from '../session/session.types.js';
import { CopyButton } from '../ui/copy.button.js';
import { makePassword } from './password.maker.js';
import { usePeopleTexts } from './use.people.texts.js';

interface FieldProps<T> {
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** The roles, each with what it may. */
export function RoleField({ value, onChange }: FieldProps<Role>): ReactNode {
  const { users, roles, roleTexts } = usePeopleTexts();
  const choose = (chosen: string): void => onChange(ROLES.find((role) => role === chosen) ?? value);
  return (
    <Radio.Group label={users.role} value={value} onChange={choose}>
      <Stack gap="xs" mt={4}>
        {ROLES.map((role) => (
          <Radio key={role} value={role} label={roles[role]} description={roleTexts[role]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** A password that one person gives another: made, shown, copied; or one of their own. */
export function GivenPasswordField({ value, onChange }: FieldProps<string>): ReactNode {
  const { users } = usePeopleTexts();
  return (
    <div>
      <TextInput
        label={users.password}
        description={users.passwordHint}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        rightSection={<CopyButton value={value} label={users.copyPassword} />}
        autoComplete="off"
        spellCheck={false}
        required
      />
      <Anchor component="button" type="button" size="sm" mt={4} onClick={() => onChange(makePassword())}>
        {users.generate}
      </Anchor>
    </div>
  );
}

export const SHORTEST_PASSWORD = 12;
