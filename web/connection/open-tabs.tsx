/** Tabs that are connected: where, since when, and a button to disconnect each. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { OpenTab } from '../../sdk/protocol.ts';
import { text } from '../texts/texts.ts';
import { notifyFailure } from '../ui/notify.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { momentText } from '../ui/time.ts';
import { useLive } from './live-provider.tsx';
import classes from './open-tabs.module.css';

interface RowProps {
  readonly tab: OpenTab;
  /** What tells it from the others, if anything does. */
  readonly mark: string | null;
  readonly onDone?: () => void;
}

function Row({ tab, mark, onDone }: RowProps) {
  const { acts } = useLive();
  const style = useTimeStyle();
  const time = momentText(tab.since, style, Date.now());
  const disconnect = useMutation({
    mutationFn: () => acts.disconnect(tab.id),
    onSuccess: () => onDone?.(),
    onError: notifyFailure,
  });
  return (
    <li className={classes.tab}>
      <Stack gap={2} miw={0}>
        <Group gap="xs">
          <Text fw={600}>{tab.browser}</Text>
          {mark === null ? null : <Badge variant="light">{mark}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {text('tab.where', { address: tab.address, time })}
        </Text>
      </Stack>
      <Button
        variant="default"
        size="sm"
        loading={disconnect.isPending}
        aria-label={text('tab.disconnect.of', { browser: tab.browser, time })}
        onClick={() => disconnect.mutate()}
      >
        {text('tab.disconnect')}
      </Button>
    </li>
  );
}

interface OpenTabsProps {
  readonly label: string;
  readonly tabs: readonly OpenTab[];
  readonly onDone?: () => void;
}

export function OpenTabs({ label, tabs, ...rest }: OpenTabsProps) {
  const { live } = useLive();
  const own = live.state.name === 'connected' ? live.state.connection : null;
  const elsewhere = tabs.some(({ current }) => !current);
  const markOf = ({ id, current }: OpenTab) => {
    if (id === own) return text('tab.this');
    return current && elsewhere ? text('security.current') : null;
  };
  return (
    <ul className={classes.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Row key={tab.id} tab={tab} mark={markOf(tab)} {...rest} />
      ))}
    </ul>
  );
}
