/** Console → Settings → Limits: tabs and browsers, seats, hours, inactivity, stations, the audit log (L1–L4, T2, M4). */
import { Alert } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { effectsQuery } from '../api/settings.ts';
import { plural, text } from '../texts/texts.ts';
import { FieldsCard } from './fields-card.tsx';
import { LinesCard } from './lines-card.tsx';
import { connectionPaths, seatPaths } from './sections.ts';
import { SettingsPage } from './settings-page.tsx';
import type { Card } from './use-card.ts';

const pauseMs = 300;

/** How many would become inactive at once. */
function Unseen({ card }: { readonly card: Card }) {
  const path = 'inactivity.afterDays';
  const [days] = useDebouncedValue(card.values[path], pauseMs);
  const asked = days !== null && days !== card.inForce[path] && days >= 1 && days <= 3_650;
  const query = useQuery({ ...effectsQuery(asked ? { inactiveDays: days } : {}), enabled: asked });
  const unseen = query.data?.unseen ?? 0;
  return (
    <div role="status">
      {asked && unseen > 0 ? (
        <Alert color="orange" maw={680}>
          {plural('settings.unseen', unseen)}
        </Alert>
      ) : null}
    </div>
  );
}

export function LimitsPage() {
  return (
    <SettingsPage section="limits" intro={text('settings.limits.intro')}>
      {(settings) => (
        <>
          <FieldsCard
            settings={settings}
            id="tabs-and-browsers"
            title={text('settings.card.connections')}
            intro={text('settings.card.connections.intro')}
            paths={connectionPaths}
          />
          <FieldsCard
            settings={settings}
            id="seats"
            title={text('settings.card.seats')}
            intro={text('settings.card.seats.intro')}
            paths={seatPaths}
          />
          <FieldsCard
            settings={settings}
            id="scheduled-hours"
            title={text('settings.card.hours')}
            paths={['schedules.atEnd']}
          />
          <FieldsCard
            settings={settings}
            id="inactive-users"
            title={text('settings.card.inactivity')}
            paths={['inactivity.afterDays']}
          >
            {(card) => <Unseen card={card} />}
          </FieldsCard>
          <LinesCard settings={settings} id="stations" title={text('settings.card.stations')} path="stations.ranges" />
          <FieldsCard
            settings={settings}
            id="audit-log"
            title={text('settings.card.audit')}
            paths={['audit.retentionDays']}
          />
        </>
      )}
    </SettingsPage>
  );
}
