import { Button, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTexts } from '../language/language.context.js';
import { useTitle } from '../layout/use.title.js';
import { EntranceFrame } from './entrance.frame.js';
import { session } from './session.js';
import { en } from './texts.en.js';
import { es } from './texts.es.js';

const TRY_EVERY_MS = 5_000;

/** The API did not answer when the dashboard began. It is asked again by itself. */
export function AwayPage(): ReactNode {
  const texts = useTexts({ es, en });
  useTitle(texts.away);
  useEffect(() => {
    const timer = setInterval(() => void session.start(), TRY_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <EntranceFrame>
      <Stack gap="md" role="alert">
        <Title order={1}>{texts.away}</Title>
        <Text>{texts.awayText}</Text>
        <Button onClick={() => void session.start()}>{texts.again}</Button>
      </Stack>
    </EntranceFrame>
  );
}
