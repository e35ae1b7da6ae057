import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRouteError } from 'react-router';
import { MessagePage } from './message.page.js';
import { useLayoutTexts } from './use.layout.texts.js';

/** How browsers say that a piece of the dashboard could not be fetched: after an update its old name is gone. */
const NOT_FETCHED = /dynamically imported module|importing a module script|unable to preload/i;

/** In place of a page that failed; the others stay where they are. */
export function BrokenPage(): ReactNode {
  const texts = useLayoutTexts();
  const error = useRouteError();
  const isOutdated = error instanceof Error && NOT_FETCHED.test(error.message);
  return (
    <MessagePage
      title={isOutdated ? texts.outdated : texts.broken}
      text={isOutdated ? texts.outdatedText : texts.brokenText}
      action={<Button onClick={() => window.location.reload()}>{texts.reload}</Button>}
    />
  );
}
