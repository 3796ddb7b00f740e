/** A section of Settings that shows settings: loads them once for all its cards. */
import { Alert, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { flatSettings } from '../../server/tenants/setting-paths.ts';
import { settingsQuery, type TaggedSettings } from '../api/settings.ts';
import { text } from '../texts/texts.ts';
import { QueryState } from '../ui/query-state.tsx';
import { usePermitted } from '../ui/session-context.ts';
import type { ContentsPage } from './contents.ts';
import { settingPages } from './sections.ts';
import classes from './settings-contents.module.css';
import { SettingsContents } from './settings-contents.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { type SettingsSection, sectionName, sections } from './settings-sections.ts';
import { useAnchor } from './use-anchor.ts';

interface SettingsPageProps {
  readonly section: SettingsSection;
  readonly intro: ReactNode;
  readonly children: (settings: TaggedSettings) => ReactNode;
}

interface CardsProps {
  readonly settings: TaggedSettings;
  readonly page: ContentsPage;
  readonly children: ReactNode;
}

/** The cards, with what there is of them beside. */
function Cards({ settings, page, children }: CardsProps) {
  useAnchor();
  return (
    <div className={classes.columns}>
      <SettingsContents page={page} inForce={flatSettings(settings.answer)} />
      <Stack gap="lg" className={classes.cards}>
        {children}
      </Stack>
    </div>
  );
}

export function SettingsPage({ section, intro, children }: SettingsPageProps) {
  const { href } = sections.find((one) => one.section === section) ?? { href: '' };
  const page = settingPages.find((one) => one.href === href);
  const query = useQuery(settingsQuery);
  const permitted = usePermitted('settings:update');
  return (
    <SettingsFrame section={section} title={sectionName(section)} intro={intro}>
      <QueryState query={query}>
        {(settings) => (
          <Stack gap="lg">
            {permitted ? null : (
              <Alert color="gray" variant="outline">
                {text('settings.locked')}
              </Alert>
            )}
            {page === undefined ? (
              children(settings)
            ) : (
              <Cards settings={settings} page={page}>
                {children(settings)}
              </Cards>
            )}
          </Stack>
        )}
      </QueryState>
    </SettingsFrame>
  );
}
