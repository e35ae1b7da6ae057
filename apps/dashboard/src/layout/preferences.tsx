import { ActionIcon, Group, Menu, useMantineColorScheme } from '@mantine/core';
import { DesktopIcon, MoonIcon, SunIcon } from '@radix-ui/react-icons';
import type { ComponentType, ReactNode } from 'react';
import { LanguageSwitch } from '../language/language.switch.js';
import { useLayoutTexts } from './use.layout.texts.js';

type Scheme = 'light' | 'dark' | 'auto';

const ICONS: Readonly<Record<Scheme, ComponentType>> = { light: SunIcon, dark: MoonIcon, auto: DesktopIcon };
const SCHEMES: readonly Scheme[] = ['light', 'dark', 'auto'];

interface PreferencesProps {
  readonly className?: string | undefined;
  /** In the header, where there is no room for it on a phone. */
  readonly isCompact?: boolean;
}

/** Language and light: how each person wants to see it, remembered by the browser. */
export function Preferences({ className, isCompact = false }: PreferencesProps): ReactNode {
  return (
    <Group className={className} gap="sm" wrap="nowrap" {...(isCompact ? { visibleFrom: 'sm' } : {})}>
      <LanguageSwitch />
      <SchemeMenu />
    </Group>
  );
}

function SchemeMenu(): ReactNode {
  const texts = useLayoutTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = ICONS[colorScheme];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={`${texts.appearance}: ${texts.schemes[colorScheme]}`}>
          <Current />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map((scheme) => {
          const Icon = ICONS[scheme];
          return (
            <Menu.Item key={scheme} leftSection={<Icon />} onClick={() => setColorScheme(scheme)}>
              {texts.schemes[scheme]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
