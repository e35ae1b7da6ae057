import { Center, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../language/language.context.js';
import { en } from './texts.en.js';
import { es } from './texts.es.js';

export function StartingPage(): ReactNode {
  const texts = useTexts({ es, en });
  return (
    <Center component="main" mih="100dvh">
      <Loader role="status" aria-label={texts.starting} size="sm" />
    </Center>
  );
}
