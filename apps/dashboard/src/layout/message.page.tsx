import { Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from './page.header.js';
import { useLayoutTexts } from './use.layout.texts.js';

interface MessagePageProps {
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}

/** A page that has nothing but something to say. */
export function MessagePage({ title, text, action }: MessagePageProps): ReactNode {
  const texts = useLayoutTexts();
  return (
    <Stack align="flex-start" gap="md" maw={560} mt="xl">
      <PageHeader title={title} />
      <Text mt="-md">{text}</Text>
      {action ?? (
        <Button component={Link} to="/" variant="default">
          {texts.goHome}
        </Button>
      )}
    </Stack>
  );
}
