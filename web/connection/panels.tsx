/** What stands over the page while it holds no place: too many tabs, no seat, disconnected, open elsewhere. */
import { Button, Group, Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { State } from '../../sdk/protocol.ts';
import { plural, text } from '../texts/texts.ts';
import { BlockingPanel } from './blocking-panel.tsx';
import { useLive } from './live-provider.tsx';
import { OpenTabs } from './open-tabs.tsx';

type Blocking = Extract<State, { name: 'limit' | 'full' | 'disconnected' | 'superseded' }>;

function isBlocking(state: State): state is Blocking {
  return ['limit', 'full', 'disconnected', 'superseded'].includes(state.name);
}

function Waiting({ label }: { readonly label: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Loader size="xs" aria-hidden />
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </Group>
  );
}

function Panel({ state }: { readonly state: Blocking }) {
  const { acts } = useLive();
  switch (state.name) {
    case 'limit':
      return (
        <BlockingPanel
          title={text('connection.limit')}
          words={plural('connection.limit.text', state.connections.length)}
        >
          <OpenTabs label={text('connection.limit.list')} tabs={state.connections} />
          <Waiting label={text('connection.limit.waiting')} />
        </BlockingPanel>
      );
    case 'full':
      return (
        <BlockingPanel title={text('connection.full')} words={text('connection.full.text')}>
          <Waiting label={text('connection.full.waiting')} />
        </BlockingPanel>
      );
    case 'disconnected':
      return (
        <BlockingPanel
          title={text('connection.disconnected')}
          words={
            state.by === null
              ? text('connection.disconnected.text')
              : text('connection.disconnected.by', { name: state.by })
          }
          action={<Button onClick={acts.retry}>{text('connection.again')}</Button>}
        />
      );
    case 'superseded':
      return (
        <BlockingPanel
          title={text('connection.superseded')}
          words={text('connection.superseded.text')}
          action={<Button onClick={acts.retry}>{text('connection.here')}</Button>}
        />
      );
  }
}

/** The panel that fits, if any. While a try goes on or the network is away, the one that stood there stays. */
export function ConnectionPanels() {
  const { state } = useLive().live;
  const [last, setLast] = useState<Blocking | null>(null);
  useEffect(() => {
    if (isBlocking(state)) setLast(state);
    else if (state.name === 'connected') setLast(null);
  }, [state]);
  const shown = isBlocking(state) ? state : last;
  return shown === null ? null : <Panel key={shown.name} state={shown} />;
}
