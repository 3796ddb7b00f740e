/** The frame of every section of the Settings area: a navigation of the sections that the viewer may open, and the section. */
import { Box, Flex, NavLink } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { text } from '../texts/texts.ts';
import { Page } from '../ui/page.tsx';
import { useSession } from '../ui/session-context.ts';
import classes from './settings-frame.module.css';
import { type SettingsSection, sectionName, sectionsFor } from './settings-sections.ts';

interface SettingsFrameProps {
  readonly section: SettingsSection;
  /** What the browser's tab and the heading say. */
  readonly title: string;
  readonly intro?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

function SectionNavigation({ current }: { readonly current: SettingsSection }) {
  const entries = sectionsFor(useSession().role.permissions);
  if (entries.length < 2) return null;
  return (
    <Box component="nav" aria-label={text('settings.navigation')} className={classes.navigation}>
      {entries.map(({ section, href }) => (
        <NavLink
          key={section}
          component={Link}
          href={href}
          label={sectionName(section)}
          active={section === current}
          aria-current={section === current ? 'page' : undefined}
          w="auto"
          style={{ borderRadius: 'var(--mantine-radius-md)' }}
        />
      ))}
    </Box>
  );
}

export function SettingsFrame({ section, title, intro, actions, children }: SettingsFrameProps) {
  return (
    <Flex direction={{ base: 'column', lg: 'row' }} gap={{ base: 'lg', lg: 'xl' }} maw={1200} mx="auto" w="100%">
      <SectionNavigation current={section} />
      <Box flex={1} miw={0}>
        <Page title={title} intro={intro} actions={actions} width="wide">
          {children}
        </Page>
      </Box>
    </Flex>
  );
}
