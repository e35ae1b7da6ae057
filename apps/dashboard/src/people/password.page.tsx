import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api, done } from '../api/api.client.js';
import { PageHeader } from '../layout/page.header.js';
import { DetailSection } from '../ui/detail.page.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { SHORTEST_PASSWORD } from './user.fields.js';
import { usePeopleTexts } from './use.people.texts.js';
import { useNotify } from '../ui/use.notify.js';

const EMPTY = { current: '', next: '', again: '' };
type Passwords = typeof EMPTY;

/** One's own password. */
export function Component(): ReactNode {
  const { own } = usePeopleTexts();
  const form = usePasswordForm();
  const field = (name: keyof Passwords, autoComplete: string) => ({
    value: form.typed[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      form.type({ [name]: event.currentTarget.value }),
    error: form.problems?.[name] ?? null,
    autoComplete,
    required: true,
    visibilityToggleButtonProps: { 'aria-label': own.show },
  });
  return (
    <>
      <PageHeader title={own.title} subtitle={own.text} />
      <DetailSection title={own.title}>
        <form onSubmit={form.submit} noValidate>
          <Stack gap="md" maw={420}>
            <PasswordInput label={own.current} {...field('current', 'current-password')} />
            <PasswordInput label={own.next} description={own.nextHint} {...field('next', 'new-password')} />
            <PasswordInput label={own.again} {...field('again', 'new-password')} />
            {form.error !== null && <ErrorNotice error={form.error} />}
            <Text size="sm" component="div">
              <Button type="submit" loading={form.isBusy}>
                {own.save}
              </Button>
            </Text>
          </Stack>
        </form>
      </DetailSection>
    </>
  );
}

function usePasswordForm() {
  const { own } = usePeopleTexts();
  const notify = useNotify();
  const [typed, setTyped] = useState<Passwords>(EMPTY);
  const [isChecked, setChecked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const problems: Partial<Passwords> = {
    ...(typed.current === '' ? { current: own.missing } : {}),
    ...(typed.next.length < SHORTEST_PASSWORD ? { next: own.short } : {}),
    ...(typed.again === typed.next ? {} : { again: own.differs }),
  };
  const change = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      done(await api.POST('/auth/password', { body: { current_password: typed.current, new_password: typed.next } }));
      notify(own.savedText, { title: own.saved });
      setTyped(EMPTY);
      setChecked(false);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(problems).length === 0) void change();
  };
  const type = (changed: Partial<Passwords>): void => setTyped((before) => ({ ...before, ...changed }));
  return { typed, type, problems: isChecked ? problems : null, isBusy, error, submit };
}
