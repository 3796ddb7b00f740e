/** Console → Settings → Branding: name, colour and logo, with the sign-in page as it would look (O2). */
import { Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { brandingPreviewQuery, type TaggedSettings } from '../api/settings.ts';
import { text, textOr } from '../texts/texts.ts';
import { Facts } from '../ui/facts.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useSession } from '../ui/session-context.ts';
import { timeZoneText } from '../ui/time.ts';
import { ColorField, isColor, LogoField } from './branding-fields.tsx';
import { SettingsCard } from './settings-card.tsx';
import { SettingsPage } from './settings-page.tsx';
import { type Card, useCard } from './use-card.ts';

const paths = ['branding.accentColor', 'branding.logoUrl'] as const;
const pauseMs = 300;
// Under this page's policy a frame without an address of its own shows only styles with this page's nonce.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

function OrganizationFacts() {
  const { organization } = useSession();
  if (organization === null) return null;
  const { name, timeZone, locale } = organization;
  const language = locale === null ? text('branding.language.browser') : textOr(`language.${locale}`, locale);
  return (
    <Paper withBorder p={{ base: 'md', xs: 'lg' }}>
      <Stack>
        <Title order={2}>{text('branding.organization')}</Title>
        <Facts
          facts={[
            { label: text('branding.name'), value: name },
            { label: text('branding.address'), value: location.host },
            { label: text('branding.timeZone'), value: timeZoneText(timeZone) },
            { label: text('branding.language'), value: language },
          ]}
        />
        <Text size="sm" c="dimmed">
          {text('branding.operator')}
        </Text>
      </Stack>
    </Paper>
  );
}

function Preview({ card }: { readonly card: Card }) {
  const [scheme, setScheme] = useState<'light' | 'dark'>('light');
  const typed = card.values['branding.accentColor'];
  const [branding] = useDebouncedValue(
    // What is not a colour yet is looked at as none.
    { accentColor: typed !== null && isColor(typed) ? typed : null, logoUrl: card.values['branding.logoUrl'] },
    pauseMs,
  );
  const query = useQuery({ ...brandingPreviewQuery(branding, { scheme, nonce }), placeholderData: keepPreviousData });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {text('branding.preview')}
      </Text>
      <Text size="sm" c="dimmed">
        {text('branding.preview.hint')}
      </Text>
      <SegmentedControl
        aria-label={text('branding.preview.scheme')}
        value={scheme}
        onChange={(value) => setScheme(value === 'dark' ? 'dark' : 'light')}
        data={[
          { value: 'light', label: text('branding.preview.light') },
          { value: 'dark', label: text('branding.preview.dark') },
        ]}
        style={{ alignSelf: 'flex-start' }}
      />
      <QueryState query={query}>
        {({ html }) => (
          <iframe
            title={text('branding.preview')}
            sandbox=""
            srcDoc={html}
            tabIndex={-1}
            style={{
              width: '100%',
              height: 560,
              border: '1px solid var(--mantine-color-default-border)',
              borderRadius: 'var(--mantine-radius-md)',
            }}
          />
        )}
      </QueryState>
    </Stack>
  );
}

function BrandingCard({ settings }: { readonly settings: TaggedSettings }) {
  const title = text('branding.card');
  const card = useCard(settings, {
    title,
    paths,
    check(values) {
      const color = values['branding.accentColor'];
      return color === null || isColor(color) ? {} : { 'branding.accentColor': text('branding.color.wrong') };
    },
  });
  return (
    <SettingsCard card={card} title={title}>
      <ColorField card={card} />
      <LogoField card={card} />
      <Preview card={card} />
    </SettingsCard>
  );
}

export function BrandingPage() {
  return (
    <SettingsPage section="branding" intro={text('branding.intro')}>
      {(settings) => (
        <>
          <OrganizationFacts />
          <BrandingCard settings={settings} />
        </>
      )}
    </SettingsPage>
  );
}
