/** A section of Settings that shows settings: loads them once for all its cards. */
import { Alert, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { settingsQuery, type TaggedSettings } from '../api/settings.ts';
import { text } from '../texts/texts.ts';
import { QueryState } from '../ui/query-state.tsx';
import { usePermitted } from '../ui/session-context.ts';
import { SettingsFrame } from './settings-frame.tsx';
import { type SettingsSection, sectionName } from './settings-sections.ts';

interface SettingsPageProps {
  readonly section: SettingsSection;
  readonly intro: ReactNode;
  readonly children: (settings: TaggedSettings) => ReactNode;
}

export function SettingsPage({ section, intro, children }: SettingsPageProps) {
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
            {children(settings)}
          </Stack>
        )}
      </QueryState>
    </SettingsFrame>
  );
}
