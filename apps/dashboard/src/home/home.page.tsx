import type { ReactNode } from 'react';
import { useTexts } from '../language/language.context.js';
import { PageHeader } from '../layout/page.header.js';
import { en } from './texts.en.js';
import { es } from './texts.es.js';

export function Component(): ReactNode {
  const texts = useTexts({ es, en });
  return <PageHeader title={texts.title} />;
}
