/** The password policy (P4): presets with what each demands and gives up, every rule, what it would change, and a trial. */
import { Alert, List, Paper, Radio, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type PasswordPolicy, presets } from '../../server/passwords/policy.ts';
import type { FlatSettings } from '../../server/tenants/setting-paths.ts';
import { effectsQuery, type TaggedSettings } from '../api/settings.ts';
import { plural, text } from '../texts/texts.ts';
import { anchorOf } from './contents.ts';
import type { Edits } from './edits.ts';
import { choiceText, type FieldPath, valueText } from './fields.ts';
import { numberFaults } from './fields-card.tsx';
import { policyGaps } from './policy-gaps.ts';
import { PolicyTry } from './policy-try.tsx';
import { type PolicyRule, presetDifferences, presetNames } from './preset-differences.ts';
import { DefaultMark, SettingField } from './setting-field.tsx';
import { SettingsCard } from './settings-card.tsx';
import { type Card, useCard } from './use-card.ts';

const rules = [
  'passwordPolicy.minLength',
  'passwordPolicy.classesAtLeast',
  'passwordPolicy.lettersAndDigits',
  'passwordPolicy.blocklist',
  'passwordPolicy.minScore',
  'passwordPolicy.history',
  'passwordPolicy.maxAgeDays',
] as const satisfies readonly FieldPath[];
const paths = ['passwordPolicy.preset', ...rules] as const;
const pauseMs = 300;

function ruleOfPath(path: (typeof rules)[number]): PolicyRule {
  // Each of them begins so.
  return path.slice('passwordPolicy.'.length) as PolicyRule;
}

function policyOf(values: FlatSettings): PasswordPolicy {
  return {
    preset: values['passwordPolicy.preset'],
    // An empty field is null until it is saved: judged as the least there is.
    minLength: values['passwordPolicy.minLength'] ?? 0,
    classesAtLeast: values['passwordPolicy.classesAtLeast'],
    lettersAndDigits: values['passwordPolicy.lettersAndDigits'],
    history: values['passwordPolicy.history'] ?? 0,
    maxAgeDays: values['passwordPolicy.maxAgeDays'],
    blocklist: values['passwordPolicy.blocklist'],
    minScore: values['passwordPolicy.minScore'],
  };
}

/** All rules of a preset, as edits. */
function presetEdits(preset: string): Edits {
  if (preset !== 'classic' && preset !== 'modern') return { 'passwordPolicy.preset': 'custom' };
  return Object.fromEntries(Object.entries(presets[preset]).map(([name, value]) => [`passwordPolicy.${name}`, value]));
}

function PresetField({ card }: { readonly card: Card }) {
  const path = 'passwordPolicy.preset';
  return (
    <Stack gap={4} align="flex-start" id={anchorOf(path)} tabIndex={-1}>
      <Radio.Group
        label={text(`setting.${path}`)}
        description={text(`setting.${path}.hint`)}
        value={card.values[path]}
        onChange={(preset) => card.edit(presetEdits(preset))}
      >
        <Stack gap="sm" mt="xs">
          {(['classic', 'modern', 'custom'] as const).map((preset) => (
            <Radio
              key={preset}
              value={preset}
              label={choiceText(path, preset)}
              description={text(`policy.${preset}`)}
              maw={640}
            />
          ))}
        </Stack>
      </Radio.Group>
      <DefaultMark card={card} path={path} name={text(`setting.${path}`)} told={choiceText(path, 'classic')} />
    </Stack>
  );
}

/** Which rules are not those of the preset that is nearest. */
function Compared({ policy }: { readonly policy: PasswordPolicy }) {
  const { nearest, rules: differing } = presetDifferences(policy);
  const preset = choiceText('passwordPolicy.preset', nearest);
  if (differing.length === 0)
    return policy.preset === 'custom' ? <Text size="sm">{text('policy.same', { preset })}</Text> : null;
  return (
    <Stack gap={4} maw={680}>
      <Text size="sm" fw={500}>
        {text('policy.differs', { preset })}
      </Text>
      <List size="sm" spacing={4}>
        {differing.map((rule) => {
          const path = `passwordPolicy.${rule}` as const;
          return (
            <List.Item key={rule}>
              {text('policy.differs.rule', {
                rule: text(`setting.${path}`),
                now: valueText(path, policy[rule]),
                before: valueText(path, presets[nearest][rule]),
              })}
            </List.Item>
          );
        })}
      </List>
    </Stack>
  );
}

/** What the presets say of one rule, where they do not both say what it is. */
function OfPresets({ policy, path }: { readonly policy: PasswordPolicy; readonly path: (typeof rules)[number] }) {
  const rule = ruleOfPath(path);
  if (presetNames.every((name) => presets[name][rule] === policy[rule])) return null;
  return (
    <Text size="xs" c="dimmed">
      {presetNames
        .map((name) =>
          text('policy.of', {
            preset: choiceText('passwordPolicy.preset', name),
            value: valueText(path, presets[name][rule]),
          }),
        )
        .join(' · ')}
    </Text>
  );
}

function Gaps({
  policy,
  everyoneNeedsFactor,
}: {
  readonly policy: PasswordPolicy;
  readonly everyoneNeedsFactor: boolean;
}) {
  const gaps = policyGaps(policy, everyoneNeedsFactor);
  return (
    <Paper withBorder p="md" maw={680}>
      <Text size="sm" fw={500} mb={4}>
        {text('policy.gaps')}
      </Text>
      {gaps.length === 0 ? (
        <Text size="sm">{text('policy.gaps.none')}</Text>
      ) : (
        <List size="sm" spacing={4}>
          {gaps.map((gap) => (
            <List.Item key={gap}>{text(`policy.gap.${gap}`)}</List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}

/** How many would have to choose a new password at once. */
function Older({ card }: { readonly card: Card }) {
  const path = 'passwordPolicy.maxAgeDays';
  const [days] = useDebouncedValue(card.values[path], pauseMs);
  const asked = days !== null && days !== card.inForce[path] && days >= 1 && days <= 3_650;
  const query = useQuery({ ...effectsQuery(asked ? { passwordDays: days } : {}), enabled: asked });
  const older = query.data?.older ?? 0;
  return (
    <div role="status">
      {asked && older > 0 ? (
        <Alert color="orange" maw={680}>
          {plural('policy.older', older)}
        </Alert>
      ) : null}
    </div>
  );
}

export function PolicyCard({ settings }: { readonly settings: TaggedSettings }) {
  const title = text('settings.card.policy');
  const card = useCard(settings, { title, paths, check: (values) => numberFaults(values, rules) });
  // Whoever changes one rule makes the rules their own, as the server does.
  const own: Card = { ...card, edit: (edits) => card.edit({ 'passwordPolicy.preset': 'custom', ...edits }) };
  const policy = policyOf(card.values);
  return (
    <SettingsCard card={card} id="passwords" title={title} intro={text('settings.card.policy.intro')}>
      <PresetField card={card} />
      <Compared policy={policy} />
      <Gaps policy={policy} everyoneNeedsFactor={card.inForce['secondFactor.required'] === 'everyone'} />
      {rules.map((path) => (
        <SettingField key={path} card={own} path={path} note={<OfPresets policy={policy} path={path} />} />
      ))}
      <Older card={card} />
      <PolicyTry policy={policy} />
    </SettingsCard>
  );
}
