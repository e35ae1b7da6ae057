import type { ReactNode } from 'react';
import { MessagePage } from './message.page.js';
import { useLayoutTexts } from './use.layout.texts.js';

export function MissingPage(): ReactNode {
  const { missing, missingText } = useLayoutTexts();
  return <MessagePage title={missing} text={missingText} />;
}
