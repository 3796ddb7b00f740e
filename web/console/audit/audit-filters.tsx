/** The filters of the audit log. Each is in the address; what is typed counts with Enter, or when the field is left. */
import { Button, Collapse, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustments, IconX } from '@tabler/icons-react';
import { useId } from 'react';
import { auditActionsByArea, auditAreas } from '../../../server/audit/actions.ts';
import { text } from '../../texts/texts.ts';
import { usePermittedFor, useTimeStyle } from '../../ui/session-context.ts';
import { PersonField } from '../people/people-field.tsx';
import { type Asked, quickFilters } from './audit-address.ts';
import { actText, reasonText } from './audit-sentence.ts';

interface FiltersProps {
  readonly asked: Asked;
  readonly onChange: (change: Asked) => void;
  readonly onReplace: (whole: Asked) => void;
}

const kindNames = ['area', 'outcome', 'action'] as const;
const timeNames = ['from', 'to'] as const;

function QuickFilters({ asked, onReplace }: Pick<FiltersProps, 'asked' | 'onReplace'>) {
  const { timeZone } = useTimeStyle();
  const { kinds, times } = quickFilters(Date.now(), timeZone);
  const rows = [
    [kinds, kindNames],
    [times, timeNames],
  ] as const;
  return (
    <Group gap="xs" role="group" aria-label={text('audit.quick')}>
      {rows.flatMap(([all, names]) =>
        all.map(({ name, asked: quick }) => {
          const pressed = names.every((one) => (asked[one] ?? '') === (quick[one] ?? ''));
          const none = Object.fromEntries(names.map((one) => [one, '']));
          // A second press of a time takes it back; of kinds there is always one.
          const next = pressed && names === timeNames ? none : { ...none, ...quick };
          return (
            <Button
              key={name}
              size="compact-sm"
              radius="xl"
              variant={pressed ? 'filled' : 'default'}
              aria-pressed={pressed}
              onClick={() => onReplace({ ...asked, ...next })}
            >
              {text(`audit.quick.${name}`)}
            </Button>
          );
        }),
      )}
    </Group>
  );
}

/** Areas and their actions, as one choice. */
function WhatField({ asked, onChange }: Pick<FiltersProps, 'asked' | 'onChange'>) {
  const areaName = (area: (typeof auditAreas)[number]) => text(`audit.area.${area}`);
  const groups = auditAreas.map((area) => ({
    group: areaName(area),
    items: [
      { value: `area:${area}`, label: text('audit.what.begins', { name: areaName(area) }) },
      ...auditActionsByArea[area].map((action) => ({ value: action, label: actText(action) })),
    ],
  }));
  const value = asked.action ?? (asked.area === undefined ? '' : `area:${asked.area}`);
  const known = groups.some(({ items }) => items.some((item) => item.value === value));
  return (
    <Select
      label={text('audit.what')}
      data={[
        { value: '', label: text('audit.what.all') },
        ...(known || value === '' ? [] : [{ value, label: value }]),
        ...groups,
      ]}
      value={value}
      onChange={(chosen) => {
        const area = chosen?.startsWith('area:') ? chosen.slice('area:'.length) : '';
        onChange({ area, action: area === '' ? (chosen ?? '') : '' });
      }}
      searchable
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

const outcomes = ['done', 'refused', 'failed', 'unfinished'] as const;

function OutcomeField({ asked, onChange }: Pick<FiltersProps, 'asked' | 'onChange'>) {
  return (
    <Select
      label={text('audit.outcome')}
      data={[
        { value: '', label: text('audit.outcome.all') },
        ...outcomes.map((outcome) => ({ value: outcome, label: text(`audit.outcome.${outcome}`) })),
      ]}
      value={asked.outcome ?? ''}
      onChange={(outcome) => onChange({ outcome: outcome ?? '' })}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

interface TypedProps extends Pick<FiltersProps, 'asked' | 'onChange'> {
  readonly name: 'from' | 'to' | 'search' | 'address' | 'reference';
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'datetime-local' | 'search';
}

/** A field that counts when it is left, or with Enter. */
function Typed({ asked, onChange, name, label, hint, type = 'search' }: TypedProps) {
  const value = asked[name] ?? '';
  const take = (typed: string) => {
    if (typed.trim() !== value) onChange({ [name]: typed.trim() });
  };
  return (
    <TextInput
      // What the address says now, also after going back.
      key={value}
      label={label}
      {...(hint === undefined ? {} : { description: hint })}
      type={type}
      defaultValue={value}
      maxLength={100}
      autoComplete="off"
      spellCheck={false}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(event.currentTarget.value);
      }}
    />
  );
}

/** Filters that have no field of their own are shown so that they can be dropped. */
function Dropped({ asked, onChange }: Pick<FiltersProps, 'asked' | 'onChange'>) {
  const { reason } = asked;
  if (reason === undefined) return null;
  const name = reasonText({ action: asked.action ?? '', outcome: 'refused' }, reason);
  return (
    <Button
      variant="light"
      size="compact-sm"
      radius="xl"
      rightSection={<IconX size={14} aria-hidden />}
      aria-label={text('audit.filters.drop', { name })}
      onClick={() => onChange({ reason: '' })}
    >
      {name}
    </Button>
  );
}

function MoreFilters(props: Pick<FiltersProps, 'asked' | 'onChange'>) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
      <Typed {...props} name="search" label={text('audit.name')} hint={text('audit.name.hint')} />
      <Typed {...props} name="address" label={text('audit.address')} />
      <Typed {...props} name="reference" label={text('audit.reference')} />
    </SimpleGrid>
  );
}

export function AuditFilters({ asked, onChange, onReplace }: FiltersProps) {
  const given = asked.search ?? asked.address ?? asked.reference;
  const [open, { toggle }] = useDisclosure(given !== undefined);
  const mayFind = usePermittedFor('read');
  const more = useId();
  return (
    <Stack component="search" aria-label={text('audit.filters')}>
      <QuickFilters asked={asked} onReplace={onReplace} />
      <SimpleGrid cols={{ base: 1, xs: 2, md: mayFind ? 5 : 4 }}>
        <WhatField asked={asked} onChange={onChange} />
        <OutcomeField asked={asked} onChange={onChange} />
        {mayFind ? (
          <PersonField
            label={text('audit.person')}
            value={asked.user ?? null}
            onChange={(user) => onChange({ user: user ?? '' })}
            brief
          />
        ) : null}
        <Typed asked={asked} onChange={onChange} name="from" label={text('audit.from')} type="datetime-local" />
        <Typed asked={asked} onChange={onChange} name="to" label={text('audit.to')} type="datetime-local" />
      </SimpleGrid>
      <Group gap="xs">
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconAdjustments size={16} aria-hidden />}
          aria-expanded={open}
          aria-controls={more}
          onClick={toggle}
        >
          {text('audit.filters.more')}
        </Button>
        <Dropped asked={asked} onChange={onChange} />
        {Object.keys(asked).length === 0 ? null : (
          <Button variant="subtle" size="compact-sm" onClick={() => onReplace({})}>
            {text('audit.filters.clear')}
          </Button>
        )}
      </Group>
      <Collapse expanded={open} id={more}>
        <MoreFilters asked={asked} onChange={onChange} />
      </Collapse>
    </Stack>
  );
}
