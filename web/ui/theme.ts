/** The look of every page: system fonts, the organisation's accent, and contrast that WCAG 2.2 AA asks for. */
import { Badge, type CSSVariablesResolver, createTheme, type MantineThemeOverride } from '@mantine/core';
import { accentShades } from './accent.ts';

const systemFonts =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif, "Apple Color Emoji", "Segoe UI Emoji"';

/** The neutral shades of dark pages: the same surfaces as the sign-in pages, lightest first. */
const darkShades = [
  '#e9ebef',
  '#c9ced6',
  '#a7afbc',
  '#707a89',
  '#3a404b',
  '#2e333c',
  '#242830',
  '#1a1d23',
  '#15181d',
  '#111317',
] as const;

/** Mantine's colours of meaning are too pale for text; these are made readable the same way as an accent. */
const meaningColors = {
  red: accentShades('#b3261e'),
  orange: accentShades('#b65300'),
  yellow: accentShades('#a87900'),
  teal: accentShades('#17663a'),
};

/** The theme for an organisation whose accent is `accentColor` (`#rrggbb`, null for Usher's own). */
export function themeFor(accentColor: string | null): MantineThemeOverride {
  return createTheme({
    colors: { ...meaningColors, accent: accentShades(accentColor), dark: darkShades },
    black: '#1a1e25',
    primaryColor: 'accent',
    primaryShade: 6,
    fontFamily: systemFonts,
    headings: {
      fontFamily: systemFonts,
      fontWeight: '600',
      sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' } },
    },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: { Badge: Badge.extend({ defaultProps: { tt: 'none', fw: 600, miw: 'max-content' } }) },
  });
}

/** Mantine's greys and reds for hints and errors stay below 4.5 : 1; these do not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--usher-page': '#f3f4f6',
    '--mantine-color-dimmed': '#555e6b',
    '--mantine-color-placeholder': '#6b737b',
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    '--usher-page': '#111317',
    '--mantine-color-dimmed': '#a7afbc',
    '--mantine-color-placeholder': '#9a9fa5',
    '--mantine-color-error': '#ffb4ab',
  },
});
