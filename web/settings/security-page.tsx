/** Console → Settings → Security: identifiers, CAPTCHA, passwords, second factor, lock-out, recovery, sessions, networks (S, P, F, R). */
import { text } from '../texts/texts.ts';
import { CaptchaCard } from './captcha-card.tsx';
import { FactorCard } from './factor-card.tsx';
import { FieldsCard } from './fields-card.tsx';
import { LinesCard } from './lines-card.tsx';
import { PolicyCard } from './policy-card.tsx';
import { SettingsPage } from './settings-page.tsx';

export function SecuritySettingsPage() {
  return (
    <SettingsPage section="security" intro={text('settings.security.intro')}>
      {(settings) => (
        <>
          <FieldsCard settings={settings} title={text('settings.card.identifier')} paths={['signIn.identifier']} />
          <PolicyCard settings={settings} />
          <FactorCard settings={settings} />
          <CaptchaCard settings={settings} />
          <FieldsCard
            settings={settings}
            title={text('settings.card.lockout')}
            intro={text('settings.card.lockout.intro')}
            paths={['lockout.threshold', 'lockout.unlock', 'lockout.durationMinutes', 'lockout.deviceAware']}
          />
          <FieldsCard
            settings={settings}
            title={text('settings.card.portal')}
            intro={text('settings.card.portal.intro')}
            paths={[
              'portalPassword.minLength',
              'portalPassword.maxLength',
              'portalPassword.refuseRuns',
              'portalPassword.refuseReverse',
            ]}
          />
          <FieldsCard
            settings={settings}
            title={text('settings.card.welcome')}
            paths={['welcome', 'temporaryPassword.mailHours', 'temporaryPassword.handedOverHours']}
          />
          <FieldsCard
            settings={settings}
            title={text('settings.card.recovery')}
            paths={['recovery.linkMinutes', 'recovery.unlocks']}
          />
          <FieldsCard
            settings={settings}
            title={text('settings.card.sessions')}
            intro={text('settings.card.sessions.intro')}
            paths={['sessions.idleMinutes', 'sessions.absoluteHours']}
          />
          <LinesCard settings={settings} title={text('settings.card.office')} path="officeNetworks" />
        </>
      )}
    </SettingsPage>
  );
}
