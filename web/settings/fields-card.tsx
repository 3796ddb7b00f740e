/** A card of settings that need nothing but their fields. */
import type { ReactNode } from 'react';
import type { FlatSettings } from '../../server/tenants/setting-paths.ts';
import type { TaggedSettings } from '../api/settings.ts';
import { text } from '../texts/texts.ts';
import { type FieldPath, measureText, ruleOf } from './fields.ts';
import { SettingField } from './setting-field.tsx';
import { SettingsCard } from './settings-card.tsx';
import { type Card, useCard } from './use-card.ts';

interface FieldsCardProps {
  readonly settings: TaggedSettings;
  readonly id: string;
  readonly title: string;
  readonly intro?: ReactNode;
  readonly paths: readonly FieldPath[];
  /** Beneath the fields: what the settings would do. */
  readonly children?: (card: Card) => ReactNode;
}

/** What is wrong with the numbers of a card, in words; the server judges again. */
export function numberFaults(values: FlatSettings, paths: readonly FieldPath[]): Card['faults'] {
  const faults: Card['faults'] = {};
  for (const path of paths) {
    const rule = ruleOf(path);
    if (rule.kind !== 'number') continue;
    // Typed as the schema has it, but an empty field is null until it is saved.
    const value: unknown = values[path];
    if (value === null && rule.optional) continue;
    if (typeof value === 'number' && value >= rule.min && value <= rule.max && Number.isInteger(value)) continue;
    const { min, max, unit } = rule;
    faults[path] = text('settings.outOfRange', { min, max: measureText(max, unit) });
  }
  return faults;
}

export function FieldsCard({ settings, id, title, intro, paths, children }: FieldsCardProps) {
  const card = useCard(settings, { title, paths, check: (values) => numberFaults(values, paths) });
  return (
    <SettingsCard card={card} id={id} title={title} intro={intro}>
      {paths.map((path) => (
        <SettingField key={path} card={card} path={path} />
      ))}
      {children?.(card)}
    </SettingsCard>
  );
}
