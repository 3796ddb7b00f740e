/** Asks for the Station ID (T1–T3): when a supervisor released it, when it was lost with the seat, and from the home page. */
import { Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { stationEnter } from '../api/connections.ts';
import { text } from '../texts/texts.ts';
import { sentences, told } from '../ui/failure.tsx';
import { fieldErrors } from '../ui/field-errors.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { notifyDone } from '../ui/notify.tsx';
import type { StationAsked } from './live.ts';
import { useLive } from './live-provider.tsx';

const stationPattern = /^\d{1,10}$/;
const aboutTheField = { station_taken: 'station', station_not_yours: 'station', station_unknown: 'station' } as const;

interface StationDialogProps {
  readonly opened: boolean;
  readonly intro?: string;
  /** What stands in the field at first; else where they are. */
  readonly prefilled?: string | null;
  readonly dismiss?: string;
  readonly onClose: () => void;
}

export function StationDialog({ opened, intro, prefilled, onClose, ...dialog }: StationDialogProps) {
  const { live, acts } = useLive();
  const [typed, setTyped] = useState(prefilled ?? live.station ?? '');
  const [missing, setMissing] = useState(false);
  const enter = useMutation({
    mutationFn: stationEnter,
    onSuccess: (_answer, station) => {
      acts.atStation(station);
      notifyDone(text('station.done', { station }));
      onClose();
    },
  });
  const aboutField = fieldErrors(enter.error, ['station'], aboutTheField).station !== undefined;
  const fault = missing ? text('station.missing') : aboutField ? sentences(told(enter.error)) : null;
  const submit = () => {
    const station = typed.trim();
    const fits = stationPattern.test(station);
    setMissing(!fits);
    if (fits) enter.mutate(station);
    else enter.reset();
  };
  return (
    <FormDialog
      opened={opened}
      title={text('station.title')}
      act={text('station.enter')}
      {...dialog}
      pending={enter.isPending}
      error={aboutField ? null : enter.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {intro === undefined ? null : <Text>{intro}</Text>}
      <TextInput
        label={text('station.label')}
        description={text('station.hint')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={fault}
        inputMode="numeric"
        autoComplete="off"
        maxLength={20}
        data-autofocus
      />
    </FormDialog>
  );
}

function introOf({ why, by }: StationAsked): string {
  if (why === 'missing') return text('station.needed');
  return by === null ? text('station.released.unknown') : text('station.released', { name: by });
}

/** Opens by itself when a station has to be entered. */
export function StationPrompt() {
  const { live, acts } = useLive();
  const { asked } = live;
  if (asked === null) return null;
  return (
    <StationDialog
      opened
      intro={introOf(asked)}
      prefilled={asked.assigned}
      dismiss={text('station.later')}
      onClose={acts.stationLater}
    />
  );
}
