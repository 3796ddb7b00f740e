/** The look of every page: system fonts, the organisation's accent, and contrast that WCAG 2.2 AA asks for. */
import { type CSSVariablesResolver, createTheme, type MantineThemeOverride } from '@mantine/core';
import { accentShades } from './accent.ts';

const systemFonts =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif, "Apple Color Emoji", "Segoe UI Emoji"';

/** The theme for an organisation whose accent is `accentColor` (`#rrggbb`, null for Usher's own). */
export function themeFor(accentColor: string | null): MantineThemeOverride {
  return createTheme({
    colors: { accent: accentShades(accentColor) },
    primaryColor: 'accent',
    primaryShade: { light: 6, dark: 7 },
    fontFamily: systemFonts,
    headings: {
      fontFamily: systemFonts,
      fontWeight: '600',
      sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' } },
    },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
  });
}

/** Mantine's greys and reds for hints and errors stay below 4.5 : 1; these do not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#59616a',
    '--mantine-color-placeholder': '#6b737b',
    '--mantine-color-error': '#c02626',
  },
  dark: {
    '--mantine-color-dimmed': '#b4b9be',
    '--mantine-color-placeholder': '#9a9fa5',
    '--mantine-color-error': '#ff9b9b',
  },
});
