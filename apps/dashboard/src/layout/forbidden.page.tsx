import type { ReactNode } from 'react';
import { MessagePage } from './message.page.js';
import { useLayoutTexts } from './use.layout.texts.js';

export function ForbiddenPage(): ReactNode {
  const { forbidden, forbiddenText } = useLayoutTexts();
  return <MessagePage title={forbidden} text={forbiddenText} />;
}
