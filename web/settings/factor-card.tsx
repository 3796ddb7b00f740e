/** The second factor (F1, F5): who needs one, what counts, trusted browsers, and who would be kept out. */
import { Alert, Checkbox, Group, Radio, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlatSettings } from '../../server/tenants/setting-paths.ts';
import { rolesQuery } from '../api/roles.ts';
import { effectsQuery, type TaggedSettings } from '../api/settings.ts';
import { roleName } from '../console/roles/role-name.ts';
import { plural, text } from '../texts/texts.ts';
import { LoadFailure } from '../ui/failure.tsx';
import { usePermitted } from '../ui/session-context.ts';
import { anchorOf } from './contents.ts';
import { flatDefaults } from './edits.ts';
import { choiceText } from './fields.ts';
import { numberFaults } from './fields-card.tsx';
import { DefaultMark, SettingField } from './setting-field.tsx';
import { SettingsCard } from './settings-card.tsx';
import { affectedBy } from './stuck.ts';
import { type Card, useCard } from './use-card.ts';

const paths = ['secondFactor.required', 'secondFactor.methods', 'secondFactor.trustBrowserDays'] as const;
const methods = ['email_code', 'totp', 'passkey'] as const;

function faultsOf(values: FlatSettings): Card['faults'] {
  const required = values['secondFactor.required'];
  return {
    ...numberFaults(values, ['secondFactor.trustBrowserDays']),
    ...(Array.isArray(required) && required.length === 0
      ? { 'secondFactor.required': text('factor.roles.missing') }
      : {}),
    ...(values['secondFactor.methods'].length === 0 ? { 'secondFactor.methods': text('factor.methods.missing') } : {}),
  };
}

/** The roles to choose from; of those that cannot be listed, the ones that are chosen. */
function useRoleChoices(chosen: readonly string[]): readonly { readonly key: string; readonly name: string }[] {
  const permitted = usePermitted('roles:read');
  const known = useQuery({ ...rolesQuery, enabled: permitted }).data?.items ?? [];
  const listed = known.map((role) => ({ key: role.key, name: roleName(role) }));
  const others = chosen.filter((key) => !known.some((role) => role.key === key));
  return [...listed, ...others.map((key) => ({ key, name: key }))];
}

function RequiredField({ card }: { readonly card: Card }) {
  const path = 'secondFactor.required';
  const value = card.values[path];
  const chosen = Array.isArray(value) ? value : [];
  // Kept while another choice is looked at.
  const [last, setLast] = useState<string[]>(chosen);
  const roles = useRoleChoices(chosen);
  return (
    <Stack gap={4} align="flex-start" id={anchorOf(path)} tabIndex={-1}>
      <Radio.Group
        label={text(`setting.${path}`)}
        description={text(`setting.${path}.hint`)}
        value={Array.isArray(value) ? 'roles' : value}
        onChange={(next) => card.set(path, next === 'nobody' || next === 'everyone' ? next : last)}
        error={card.faults[path]}
      >
        <Stack gap="xs" mt="xs">
          {(['nobody', 'everyone', 'roles'] as const).map((one) => (
            <Radio key={one} value={one} label={choiceText(path, one)} />
          ))}
        </Stack>
      </Radio.Group>
      {Array.isArray(value) ? (
        <Checkbox.Group
          label={text('factor.roles')}
          value={chosen}
          onChange={(next) => {
            setLast(next);
            card.set(path, next);
          }}
          ml="xl"
        >
          <Group mt="xs">
            {roles.map(({ key, name }) => (
              <Checkbox key={key} value={key} label={name} />
            ))}
          </Group>
        </Checkbox.Group>
      ) : null}
      <DefaultMark
        card={card}
        path={path}
        name={text(`setting.${path}`)}
        told={choiceText(path, String(flatDefaults[path]))}
      />
    </Stack>
  );
}

function MethodsField({ card }: { readonly card: Card }) {
  const path = 'secondFactor.methods';
  return (
    <Stack gap={4} align="flex-start" id={anchorOf(path)} tabIndex={-1}>
      <Checkbox.Group
        label={text(`setting.${path}`)}
        description={text(`setting.${path}.hint`)}
        value={card.values[path]}
        // In one order, so that the same choice is the same setting.
        onChange={(chosen) =>
          card.set(
            path,
            methods.filter((one) => chosen.includes(one)),
          )
        }
        error={card.faults[path]}
      >
        <Stack gap="xs" mt="xs">
          {methods.map((one) => (
            <Checkbox key={one} value={one} label={choiceText(path, one)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <DefaultMark
        card={card}
        path={path}
        name={text(`setting.${path}`)}
        told={methods.map((one) => choiceText(path, one)).join(', ')}
      />
    </Stack>
  );
}

/** Who would be kept out, or would have to set something up. */
function Affected({ card }: { readonly card: Card }) {
  const query = useQuery(effectsQuery({}));
  const setting = {
    required: card.values['secondFactor.required'],
    methods: card.values['secondFactor.methods'],
    trustBrowserDays: 0,
  };
  if (query.isError && query.data === undefined)
    return <LoadFailure error={query.error} onRetry={() => query.refetch()} />;
  if (query.data === undefined) return null;
  const { stuck, enrol } = affectedBy(setting, query.data.groups);
  const stem = setting.methods.includes('email_code') ? 'factor.enrol' : 'factor.enrol.allowed';
  return (
    <Stack gap="xs" role="status">
      {stuck > 0 ? (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={plural('factor.stuck', stuck)} maw={680}>
          {text('factor.stuck.text')}
        </Alert>
      ) : null}
      {enrol > 0 ? <Text size="sm">{plural(stem, enrol)}</Text> : null}
      {stuck === 0 && enrol === 0 && setting.required !== 'nobody' ? (
        <Text size="sm">{text('factor.fine')}</Text>
      ) : null}
    </Stack>
  );
}

export function FactorCard({ settings }: { readonly settings: TaggedSettings }) {
  const title = text('settings.card.factor');
  const card = useCard(settings, { title, paths, check: faultsOf });
  return (
    <SettingsCard card={card} id="second-factor" title={title} intro={text('settings.card.factor.intro')}>
      <RequiredField card={card} />
      <MethodsField card={card} />
      <Affected card={card} />
      <SettingField card={card} path="secondFactor.trustBrowserDays" />
    </SettingsCard>
  );
}
