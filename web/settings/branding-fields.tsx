/** The fields of the branding: the accent colour with its contrast, and the logo. */
import { Button, FileButton, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { accentPalette, contrast, surfaces } from '../../server/platform/page/accent.ts';
import { text } from '../texts/texts.ts';
import { accentDefault } from '../ui/accent.ts';
import { type LogoFault, logoOf } from './logo.ts';
import { DefaultMark } from './setting-field.tsx';
import type { Card } from './use-card.ts';

const colorPath = 'branding.accentColor';
const logoPath = 'branding.logoUrl';

export function isColor(typed: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(typed);
}

function ratio(one: string, other: string): string {
  return contrast(one, other).toFixed(1);
}

/** How readable what is made of the colour is; the sign-in pages use the same code. */
function Contrast({ color }: { readonly color: string }) {
  const { light, dark } = accentPalette(color);
  const moved = light.text.toLowerCase() !== color.toLowerCase() || dark.fill.toLowerCase() !== color.toLowerCase();
  return (
    <Text size="sm" c="dimmed" maw={560}>
      {text('branding.contrast', {
        light: ratio(light.ink, light.fill),
        dark: ratio(dark.ink, dark.fill),
        linkLight: ratio(light.text, surfaces.light.card),
        linkDark: ratio(dark.text, surfaces.dark.card),
      })}{' '}
      {moved ? text('branding.moved') : null}
    </Text>
  );
}

export function ColorField({ card }: { readonly card: Card }) {
  const value = card.values[colorPath] ?? '';
  const shown = isColor(value) ? value : accentDefault;
  return (
    <Stack gap={4} align="flex-start">
      <Group align="flex-end" gap="xs">
        <TextInput
          label={text(`setting.${colorPath}`)}
          description={text(`setting.${colorPath}.hint`)}
          value={value}
          placeholder={accentDefault}
          onChange={(event) => card.set(colorPath, event.currentTarget.value.trim() || null)}
          error={card.faults[colorPath]}
          maxLength={7}
          autoComplete="off"
          spellCheck={false}
          styles={{ wrapper: { maxWidth: 160 } }}
          rightSection={
            <input
              type="color"
              aria-label={text('branding.color.pick')}
              value={shown}
              disabled={card.locked}
              onChange={(event) => card.set(colorPath, event.currentTarget.value)}
              style={{ width: 28, height: 28, padding: 0, border: 0, background: 'none', cursor: 'pointer' }}
            />
          }
        />
      </Group>
      <DefaultMark
        card={card}
        path={colorPath}
        name={text(`setting.${colorPath}`)}
        told={text('branding.color.default')}
      />
      <Contrast color={shown} />
    </Stack>
  );
}

export function LogoField({ card }: { readonly card: Card }) {
  const [fault, setFault] = useState<LogoFault | null>(null);
  const label = useId();
  const logo = card.values[logoPath];
  const choose = async (file: File | null) => {
    if (file === null) return;
    const made = await logoOf(file);
    setFault('fault' in made ? made.fault : null);
    if ('address' in made) card.set(logoPath, made.address);
  };
  return (
    <Input.Wrapper
      labelElement="div"
      labelProps={{ id: label }}
      label={text(`setting.${logoPath}`)}
      description={text(`setting.${logoPath}.hint`)}
      error={fault === null ? card.faults[logoPath] : text(`branding.logo.${fault}`)}
    >
      <Group my="xs" role="group" aria-labelledby={label}>
        {logo === null ? (
          <Text size="sm">{text('branding.logo.none')}</Text>
        ) : (
          <img
            src={logo}
            alt={text('branding.logo.now')}
            style={{ height: 40, maxWidth: 144, objectFit: 'contain', background: '#fff', padding: 4, borderRadius: 8 }}
          />
        )}
        <FileButton accept="image/png,image/jpeg,image/webp,image/svg+xml" onChange={choose} disabled={card.locked}>
          {(props) => (
            <Button {...props} variant="default" size="sm" disabled={card.locked}>
              {text('branding.logo.choose')}
            </Button>
          )}
        </FileButton>
        {logo === null || card.locked ? null : (
          <Button variant="default" size="sm" onClick={() => card.set(logoPath, null)}>
            {text('branding.logo.remove')}
          </Button>
        )}
      </Group>
    </Input.Wrapper>
  );
}
