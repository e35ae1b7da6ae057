import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import { LanguageProvider } from './language/language.context.js';
import { styleNonce } from './nonce.js';
import { AwayPage } from './session/away.page.js';
import { LoginPage } from './session/login.page.js';
import { StartingPage } from './session/starting.page.js';
import { useSession } from './session/use.session.js';
import { cssVariables, theme } from './theme.js';

/** All that only staff who are logged in need: fetched once they are. */
const Workplace = lazy(() => import('./workplace.js'));

const colorSchemes = localStorageColorSchemeManager({ key: 'pasarela.color-scheme' });

export function App(): ReactNode {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <LanguageProvider>
        <Entrance />
      </LanguageProvider>
    </MantineProvider>
  );
}

/**
 * Whoever is not logged in gets the login page at whatever address they asked for, and what they asked for once they are: the
 * address itself remembers the place.
 */
function Entrance(): ReactNode {
  const state = useSession();
  switch (state.phase) {
    case 'starting':
      return <StartingPage />;
    case 'away':
      return <AwayPage />;
    case 'none':
      return <LoginPage why={state.why} />;
    case 'open':
      return (
        <Suspense fallback={<StartingPage />}>
          <Workplace key={state.me.id} />
        </Suspense>
      );
  }
}
