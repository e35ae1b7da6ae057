import { Alert, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The green of the checkout pages, from near white to near black. */
const BRAND: MantineColorsTuple = [
  '#e9f7f5',
  '#d3ece9',
  '#a6d9d3',
  '#75c4bc',
  '#4db3a9',
  '#2a9c92',
  '#148a80',
  '#0f716a',
  '#0b5a56',
  '#074341',
];

/** Grey with a little blue, so that long tables are restful in the dark. */
const DARK: MantineColorsTuple = [
  '#d7dce2',
  '#b8c0ca',
  '#98a2af',
  '#6d7885',
  '#47515d',
  '#343d48',
  '#262e37',
  '#1a2129',
  '#141a20',
  '#0e1317',
];

/** What notices look like by their colour: ink that is read easily on its ground, in the light and in the dark. */
const NOTICES: Readonly<Record<string, readonly [ink: string, ground: string]>> = {
  red: ['light-dark(#a3210f, #ffa79c)', 'light-dark(#fdeae7, #3a1814)'],
  yellow: ['light-dark(#7a4a06, #f2c46d)', 'light-dark(#fcf1dc, #33260f)'],
  green: ['light-dark(#0e6245, #7fdcae)', 'light-dark(#e3f5ec, #12342a)'],
  blue: ['light-dark(#1d4f91, #9cc7ff)', 'light-dark(#e6effb, #172c47)'],
  gray: ['light-dark(#3d4752, #c3cbd4)', 'light-dark(#eef1f4, #222a33)'],
};

/** Everything that decides how the dashboard looks. What is not here is Mantine's default. */
export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: 7,
  colors: { brand: BRAND, dark: DARK },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.375rem', lineHeight: '1.3' }, h2: { fontSize: '1rem' } } },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem' },
  defaultRadius: 'md',
  radius: { sm: '4px', md: '7px', lg: '11px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Alert: Alert.extend({
      vars: (_theme, { color }) => {
        const [ink, ground] = NOTICES[color ?? 'gray'] ?? [];
        return {
          root: ink === undefined || ground === undefined ? {} : { '--alert-color': ink, '--alert-bg': ground },
        };
      },
    }),
  },
});

/** Mantine's faint texts are fainter than WCAG's AA asks for. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b232c',
    '--mantine-color-dimmed': '#59636e',
    '--mantine-color-placeholder': '#6b7580',
    '--mantine-color-error': '#b42318',
    '--page-bg': '#f6f7f9',
    '--line': '#e3e7eb',
    '--shade': '#f1f3f5',
  },
  dark: {
    '--mantine-color-body': '#161c22',
    '--mantine-color-text': '#dde2e8',
    '--mantine-color-dimmed': '#a3adb9',
    '--mantine-color-placeholder': '#8f9aa6',
    '--mantine-color-error': '#ff9a90',
    '--mantine-color-anchor': '#75c4bc',
    '--page-bg': '#0e1317',
    '--line': '#2a333d',
    '--shade': '#1f262e',
  },
});
