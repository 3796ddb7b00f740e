/** Says that there is no connection, once that has lasted long enough to matter. */
import { Alert, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { text } from '../texts/texts.ts';
import { useLive } from './live-provider.tsx';

/** A reload of the server or a change of network takes less. */
const patienceMs = 4_000;

export function LostHint() {
  const { state } = useLive().live;
  const since = state.name === 'reconnecting' ? state.since : null;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    setShown(false);
    if (since === null) return;
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [since]);
  if (since === null || !shown) return null;
  return (
    <Alert variant="default" icon={<IconPlugConnectedX aria-hidden />} title={text('connection.lost')} role="status">
      <Text size="sm">{text('connection.lost.text')}</Text>
    </Alert>
  );
}
