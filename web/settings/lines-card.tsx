/** A card with one setting that is a list, typed one entry per line. */
import { Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type FlatSettings, sameSetting } from '../../server/tenants/setting-paths.ts';
import type { TaggedSettings } from '../api/settings.ts';
import { text } from '../texts/texts.ts';
import { anchorOf } from './contents.ts';
import { isNetwork, linesOf, rangeOf } from './lines.ts';
import { DefaultMark } from './setting-field.tsx';
import { SettingsCard } from './settings-card.tsx';
import { useCard } from './use-card.ts';

type ListPath = 'officeNetworks' | 'stations.ranges';

/** What the lines say, and the first of them that says nothing. */
function read(path: ListPath, typed: string): { readonly value: unknown; readonly fault: string | null } {
  const lines = linesOf(typed);
  if (path === 'officeNetworks') {
    const line = lines.find((one) => !isNetwork(one));
    return { value: lines, fault: line === undefined ? null : text('settings.network.wrong', { line }) };
  }
  const line = lines.find((one) => rangeOf(one) === null);
  return { value: lines.map(rangeOf), fault: line === undefined ? null : text('settings.range.wrong', { line }) };
}

function written(path: ListPath, values: FlatSettings): string {
  if (path === 'officeNetworks') return values[path].join('\n');
  return values[path].map(({ from, to }) => `${from}–${to}`).join('\n');
}

interface LinesCardProps {
  readonly settings: TaggedSettings;
  readonly id: string;
  readonly title: string;
  readonly path: ListPath;
}

export function LinesCard({ settings, id, title, path }: LinesCardProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const card = useCard(settings, {
    title,
    paths: [path],
    check() {
      const fault = typed === null ? null : read(path, typed).fault;
      return fault === null ? {} : { [path]: fault };
    },
  });
  const said = typed === null ? null : read(path, typed).value;
  // What was typed is shown as it was typed, for as long as it is what the card holds.
  const shown = typed !== null && sameSetting(said, card.values[path]) ? typed : written(path, card.values);
  return (
    <SettingsCard card={card} id={id} title={title}>
      <Stack gap={4} align="flex-start" id={anchorOf(path)} tabIndex={-1}>
        <Textarea
          label={text(`setting.${path}`)}
          description={text(`setting.${path}.hint`)}
          value={shown}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            card.edit({ [path]: read(path, event.currentTarget.value).value });
          }}
          error={card.faults[path]}
          autosize
          minRows={2}
          maxRows={12}
          spellCheck={false}
          autoComplete="off"
          w="100%"
          maw={480}
        />
        <DefaultMark card={card} path={path} name={text(`setting.${path}`)} told={text('settings.list.none')} />
      </Stack>
    </SettingsCard>
  );
}
