/** "I am not a robot" (S3): when it is asked for, who judges, and the keys, of which the secret one goes in and never comes out. */
import { PasswordInput, TextInput } from '@mantine/core';
import type { FlatSettings } from '../../server/tenants/setting-paths.ts';
import type { TaggedSettings } from '../api/settings.ts';
import { text } from '../texts/texts.ts';
import { anchorOf } from './contents.ts';
import { numberFaults } from './fields-card.tsx';
import { SettingField } from './setting-field.tsx';
import { SettingsCard } from './settings-card.tsx';
import { type Card, useCard } from './use-card.ts';

const fields = ['signIn.captcha', 'signIn.captchaAfter', 'captcha.provider'] as const;
const paths = [...fields, 'captcha.siteKey', 'captcha.secretKey'] as const;

function Keys({ card }: { readonly card: Card }) {
  const isSet = card.inForce['captcha.secretKey'] !== null;
  const typed = card.values['captcha.secretKey'];
  const shown = typed === card.inForce['captcha.secretKey'] ? '' : (typed ?? '');
  return (
    <>
      <TextInput
        id={anchorOf('captcha.siteKey')}
        label={text('setting.captcha.siteKey')}
        description={text('setting.captcha.siteKey.hint')}
        value={card.values['captcha.siteKey'] ?? ''}
        onChange={(event) => card.set('captcha.siteKey', event.currentTarget.value.trim() || null)}
        error={card.faults['captcha.siteKey']}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        maw={480}
      />
      <PasswordInput
        id={anchorOf('captcha.secretKey')}
        label={text('setting.captcha.secretKey')}
        description={`${text('setting.captcha.secretKey.hint')}${isSet ? ` ${text('settings.secret.set')}` : ''}`}
        value={shown}
        onChange={(event) =>
          card.set('captcha.secretKey', event.currentTarget.value.trim() || card.inForce['captcha.secretKey'])
        }
        error={card.faults['captcha.secretKey']}
        maxLength={1_000}
        autoComplete="off"
        maw={480}
      />
    </>
  );
}

export function CaptchaCard({ settings }: { readonly settings: TaggedSettings }) {
  const title = text('settings.card.captcha');
  const card = useCard(settings, {
    title,
    paths,
    check: (values: FlatSettings) => numberFaults(values, fields),
    irreversible: ['captcha.secretKey'],
  });
  return (
    <SettingsCard card={card} id="captcha" title={title} intro={text('settings.card.captcha.intro')}>
      {fields.map((path) => (
        <SettingField key={path} card={card} path={path} />
      ))}
      {card.values['captcha.provider'] === 'altcha' ? null : <Keys card={card} />}
    </SettingsCard>
  );
}
