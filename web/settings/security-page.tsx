/** Console → Settings → Security: passwords, second factor, identifiers, CAPTCHA, lock-out, recovery, sessions, networks (S, P, F, R). */
import { text } from '../texts/texts.ts';
import { CaptchaCard } from './captcha-card.tsx';
import { FactorCard } from './factor-card.tsx';
import { FieldsCard } from './fields-card.tsx';
import { LinesCard } from './lines-card.tsx';
import { PolicyCard } from './policy-card.tsx';
import { identifierPaths, lockoutPaths, portalPaths, recoveryPaths, sessionPaths, welcomePaths } from './sections.ts';
import { SettingsPage } from './settings-page.tsx';

export function SecuritySettingsPage() {
  return (
    <SettingsPage section="security" intro={text('settings.security.intro')}>
      {(settings) => (
        <>
          <PolicyCard settings={settings} />
          <FactorCard settings={settings} />
          <FieldsCard
            settings={settings}
            id="logging-in"
            title={text('settings.card.identifier')}
            paths={identifierPaths}
          />
          <CaptchaCard settings={settings} />
          <FieldsCard
            settings={settings}
            id="lock-out"
            title={text('settings.card.lockout')}
            intro={text('settings.card.lockout.intro')}
            paths={lockoutPaths}
          />
          <FieldsCard
            settings={settings}
            id="forgotten-passwords"
            title={text('settings.card.recovery')}
            paths={recoveryPaths}
          />
          <FieldsCard settings={settings} id="new-users" title={text('settings.card.welcome')} paths={welcomePaths} />
          <FieldsCard
            settings={settings}
            id="portal-passwords"
            title={text('settings.card.portal')}
            intro={text('settings.card.portal.intro')}
            paths={portalPaths}
          />
          <FieldsCard
            settings={settings}
            id="sessions"
            title={text('settings.card.sessions')}
            intro={text('settings.card.sessions.intro')}
            paths={sessionPaths}
          />
          <LinesCard
            settings={settings}
            id="office-networks"
            title={text('settings.card.office')}
            path="officeNetworks"
          />
        </>
      )}
    </SettingsPage>
  );
}
