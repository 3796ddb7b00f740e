/** The station that the person is at, and the way to another one. */
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useLive } from '../connection/live-provider.tsx';
import { StationDialog } from '../connection/station-form.tsx';
import { text } from '../texts/texts.ts';

export function StationFact() {
  const { station, seat } = useLive().live;
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Group gap="sm">
        <Text>{station ?? text('home.station.none')}</Text>
        {seat === true ? (
          <Button variant="default" size="compact-sm" onClick={() => setOpened(true)}>
            {text(station === null ? 'home.station.enter' : 'home.station.change')}
          </Button>
        ) : null}
      </Group>
      {opened ? <StationDialog opened onClose={() => setOpened(false)} /> : null}
    </>
  );
}
