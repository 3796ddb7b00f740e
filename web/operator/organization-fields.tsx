/** The fields that creating and changing an organisation share. */
import { NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import { useMemo } from 'react';
import { text } from '../texts/texts.ts';
import { timeZones, timeZoneText } from '../ui/time.ts';
import { browserLocale, isSeatCount, slugFault } from './organization-rules.ts';

export interface OrganizationValues {
  readonly name: string;
  readonly slug: string;
  readonly timeZone: string | null;
  readonly locale: string;
  /** A text while the field is empty. */
  readonly seats: number | string;
}

/** What pages can be written in (S11). */
const locales = [
  { value: browserLocale, label: text('organization.locale.browser') },
  { value: 'en', label: text('language.en') },
  { value: 'es', label: text('language.es') },
  { value: 'pt', label: text('language.pt') },
];

export const organizationValidation = {
  name: (name: string) => (name.trim() === '' ? text('organization.name.missing') : null),
  slug: (slug: string) => {
    const fault = slugFault(slug);
    return fault === null ? null : text(`organization.slug.${fault}`);
  },
  timeZone: (timeZone: string | null) => (timeZone === null ? text('organization.timeZone.missing') : null),
  seats: (seats: number | string) => (isSeatCount(seats) ? null : text('organization.seats.invalid')),
};

/** The part of Mantine's form that these fields need: a form with more fields has it too. */
interface OrganizationForm {
  readonly values: Pick<OrganizationValues, 'locale' | 'timeZone'>;
  getInputProps(field: keyof OrganizationValues): GetInputPropsReturnType;
}

interface OrganizationFieldsProps {
  readonly form: OrganizationForm;
  readonly slugWarning?: boolean;
  /** Called with each name typed, so that a new organisation's slug can follow it. */
  readonly onName?: (name: string) => void;
}

export function OrganizationFields({ form, slugWarning = false, onName }: OrganizationFieldsProps) {
  const { timeZone } = form.values;
  const zones = useMemo(
    () => timeZones(timeZone).map((zone) => ({ value: zone, label: timeZoneText(zone) })),
    [timeZone],
  );
  const known = locales.some(({ value }) => value === form.values.locale);
  const localeChoices = known ? locales : [...locales, { value: form.values.locale, label: form.values.locale }];
  const name = form.getInputProps('name');
  return (
    <>
      <TextInput
        label={text('organization.name')}
        description={text('organization.name.hint')}
        maxLength={100}
        autoComplete="off"
        {...name}
        onChange={(event) => {
          name.onChange(event);
          onName?.(event.currentTarget.value);
        }}
      />
      <TextInput
        label={text('organization.slug')}
        description={slugWarning ? text('organization.slug.warning') : text('organization.slug.hint')}
        maxLength={63}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('slug')}
      />
      <Select
        label={text('organization.timeZone')}
        description={text('organization.timeZone.hint')}
        data={zones}
        searchable
        limit={50}
        nothingFoundMessage={text('organization.timeZone.none')}
        {...form.getInputProps('timeZone')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={text('organization.locale')}
          description={text('organization.locale.hint')}
          data={localeChoices}
          allowDeselect={false}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          {...form.getInputProps('locale')}
        />
        <NumberInput
          label={text('organization.seats')}
          description={text('organization.seats.hint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={0}
          allowDecimal={false}
          hideControls
          {...form.getInputProps('seats')}
        />
      </SimpleGrid>
    </>
  );
}
