/** Console → Settings → Limits: tabs and browsers, seats, hours, inactivity (L1–L4). */
import { text } from '../texts/texts.ts';
import { FieldsCard } from './fields-card.tsx';
import { SettingsPage } from './settings-page.tsx';

export function LimitsPage() {
  return (
    <SettingsPage section="limits" intro={text('settings.limits.intro')}>
      {(settings) => (
        <>
          <FieldsCard
            settings={settings}
            title={text('settings.card.connections')}
            intro={text('settings.card.connections.intro')}
            paths={['connections.tabsPerBrowser', 'connections.browsers', 'native.limit']}
          />
          <FieldsCard
            settings={settings}
            title={text('settings.card.seats')}
            intro={text('settings.card.seats.intro')}
            paths={['seats.graceSeconds', 'seats.reservedForAdministrators']}
          />
          <FieldsCard settings={settings} title={text('settings.card.hours')} paths={['schedules.atEnd']} />
          <FieldsCard settings={settings} title={text('settings.card.inactivity')} paths={['inactivity.afterDays']} />
        </>
      )}
    </SettingsPage>
  );
}
