import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTexts } from '../language/language.context.js';
import { useTitle } from '../layout/use.title.js';
import { EntranceFrame } from './entrance.frame.js';
import { loginProblem } from './login.problem.js';
import { session } from './session.js';
import { en } from './texts.en.js';
import { es } from './texts.es.js';

interface LoginPageProps {
  readonly why: 'never' | 'left' | 'ended';
}

export function LoginPage({ why }: LoginPageProps): ReactNode {
  const texts = useTexts({ es, en });
  const login = useLogin();
  useTitle(texts.title);
  return (
    <EntranceFrame>
      <form onSubmit={login.submit} noValidate>
        <Stack gap="md">
          <div>
            <Title order={1}>{texts.title}</Title>
            <Text c="dimmed" size="sm">
              {texts.purpose}
            </Text>
          </div>
          {login.problem === null ? <Reason why={why} /> : <Alert color="red" role="alert" title={login.problem} />}
          <TextInput
            label={texts.email}
            name="email"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            size="md"
          />
          <PasswordInput
            label={texts.password}
            name="password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': texts.showPassword, tabIndex: 0 }}
            size="md"
          />
          <Button type="submit" loading={login.isBusy} fullWidth size="md">
            {texts.enter}
          </Button>
        </Stack>
      </form>
    </EntranceFrame>
  );
}

function Reason({ why }: LoginPageProps): ReactNode {
  const texts = useTexts({ es, en });
  if (why === 'never') return null;
  return <Alert color={why === 'ended' ? 'yellow' : 'gray'} role="status" title={texts[why]} />;
}

interface Login {
  readonly problem: string | null;
  readonly isBusy: boolean;
  readonly submit: (event: FormEvent<HTMLFormElement>) => void;
}

/** Until the answer of a login that succeeds, this page is gone. */
function useLogin(): Login {
  const texts = useTexts({ es, en });
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const attempt = async (email: string, password: string): Promise<void> => {
    setBusy(true);
    try {
      await session.logIn(email, password);
    } catch (error) {
      setProblem(loginProblem(error, texts));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [email, password] = [form.get('email'), form.get('password')];
    if (typeof email !== 'string' || typeof password !== 'string' || email.trim() === '' || password === '')
      setProblem(texts.missing);
    else void attempt(email.trim(), password);
  };
  return { problem, isBusy, submit };
}
