/** One setting: its label, its effect in a sentence, its value with the unit, and whether it differs from the default. */
import { Button, Group, NumberInput, Radio, Stack, Switch, Text } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import type { SettingPath } from '../../server/tenants/setting-paths.ts';
import { sameSetting } from '../../server/tenants/setting-paths.ts';
import { text } from '../texts/texts.ts';
import { anchorOf } from './contents.ts';
import { flatDefaults } from './edits.ts';
import { type ChoiceRule, choiceText, type FieldPath, type NumberRule, ruleOf, unitText, valueText } from './fields.ts';
import type { Card } from './use-card.ts';

interface DefaultMarkProps {
  readonly card: Card;
  readonly path: SettingPath;
  /** The setting's name, told to who hears the button only. */
  readonly name: string;
  /** The default in words. */
  readonly told: string;
}

/** Says what the default is; where the setting differs, offers to put it back into the field. */
export function DefaultMark({ card, path, name, told }: DefaultMarkProps) {
  const mark = useRef<HTMLDivElement>(null);
  const changed = !sameSetting(card.values[path], flatDefaults[path]);
  if (!changed)
    return (
      <Text size="xs" c="dimmed" ref={mark} tabIndex={-1}>
        {text('settings.isDefault')}
      </Text>
    );
  return (
    <Group gap="xs">
      <Text size="xs" fw={600}>
        {text('settings.changed', { value: told })}
      </Text>
      {card.locked ? null : (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={text('settings.reset.of', { name })}
          onClick={() => {
            card.edit({ [path]: flatDefaults[path] });
            // The button goes: the keyboard goes on from what says so.
            requestAnimationFrame(() => mark.current?.focus());
          }}
        >
          {text('settings.reset')}
        </Button>
      )}
    </Group>
  );
}

interface RuledProps<Rule> {
  readonly card: Card;
  readonly path: FieldPath;
  readonly rule: Rule;
  readonly description: ReactNode;
}

function NumberSetting({ card, path, rule, description }: RuledProps<NumberRule>) {
  const { unit, optional } = rule;
  const value = card.values[path];
  return (
    <NumberInput
      label={text(`setting.${path}`)}
      description={description}
      value={typeof value === 'number' ? value : ''}
      // What is typed is judged on saving: a number that is changed under the hand is worse than a fault.
      onChange={(typed) => card.edit({ [path]: typeof typed === 'number' ? typed : null })}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      suffix={` ${unitText(typeof value === 'number' ? value : 0, unit)}`}
      placeholder={optional ? text('settings.off') : ''}
      error={card.faults[path]}
      styles={{ wrapper: { maxWidth: 320 } }}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
    />
  );
}

function ChoiceSetting({ card, path, rule, description }: RuledProps<ChoiceRule>) {
  return (
    <Radio.Group
      label={text(`setting.${path}`)}
      description={description}
      value={String(card.values[path])}
      onChange={(value) => card.edit({ [path]: rule.numeric ? Number(value) : value })}
      error={card.faults[path]}
    >
      <Stack gap="xs" mt="xs">
        {rule.values.map((value) => (
          <Radio key={value} value={value} label={choiceText(path, value)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function inputOf(card: Card, path: FieldPath, description: ReactNode): ReactNode {
  const rule = ruleOf(path);
  if (rule.kind === 'number') return <NumberSetting card={card} path={path} rule={rule} description={description} />;
  if (rule.kind === 'choice') return <ChoiceSetting card={card} path={path} rule={rule} description={description} />;
  return (
    <Switch
      label={text(`setting.${path}`)}
      description={description}
      checked={(card.values[path] as unknown) === true}
      onChange={(event) => card.edit({ [path]: event.currentTarget.checked })}
      error={card.faults[path]}
    />
  );
}

interface SettingFieldProps {
  readonly card: Card;
  readonly path: FieldPath;
  /** What else is to be known of its value, beneath what the default is. */
  readonly note?: ReactNode;
}

export function SettingField({ card, path, note }: SettingFieldProps) {
  return (
    <Stack gap={4} align="flex-start" id={anchorOf(path)} tabIndex={-1}>
      {inputOf(card, path, text(`setting.${path}.hint`))}
      <DefaultMark card={card} path={path} name={text(`setting.${path}`)} told={valueText(path, flatDefaults[path])} />
      {note}
    </Stack>
  );
}
