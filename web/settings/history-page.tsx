/** Console → Settings → History: who changed which setting, from what to what, and bringing it back (M5). */
import { Button, List, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { HistoryItem } from '../../server/tenants/history.ts';
import { flatSettings } from '../../server/tenants/setting-paths.ts';
import { isRefusal } from '../api/client.ts';
import { historyQuery, settingsFilter, settingsQuery, settingsRestore, type TaggedSettings } from '../api/settings.ts';
import { plural, text, textOr } from '../texts/texts.ts';
import { Empty } from '../ui/failure.tsx';
import { ListState } from '../ui/list-state.tsx';
import { ListTable } from '../ui/list-table.tsx';
import { notifyDone, notifyFailure, notifyUndo } from '../ui/notify.tsx';
import { usePermitted, useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText, timeZoneText } from '../ui/time.ts';
import { differing, everySetting } from './edits.ts';
import { settingName, settingValue } from './setting-words.ts';
import { SettingsFrame } from './settings-frame.tsx';
import { sectionName } from './settings-sections.ts';
import { useSettingsChange } from './use-settings-change.ts';

function namesOf({ changes }: HistoryItem): string {
  return changes.map(({ setting }) => settingName(setting)).join(', ');
}

function actorOf({ actor }: HistoryItem): string {
  return actor.kind === 'user' ? (actor.name ?? '–') : textOr(`history.actor.${actor.kind}`, actor.name ?? '–');
}

function Restore({ item }: { readonly item: HistoryItem }) {
  const queryClient = useQueryClient();
  const now = useQuery(settingsQuery).data;
  const settings = namesOf(item);
  const { show, takeBack } = useSettingsChange();
  const restore = useMutation({
    mutationFn: (replaced: TaggedSettings) => settingsRestore(item.id, replaced.tag),
    // Handed over: by the time it is undone the list may have been drawn anew.
    onSuccess: async (changed, replaced) => {
      const before = differing(flatSettings(replaced.answer), flatSettings(changed.answer), everySetting);
      const done = text('history.restored', { settings });
      if (Object.keys(before).length === 0) notifyDone(done);
      else
        notifyUndo(done, undefined, () => {
          takeBack(before, changed).then(() => notifyDone(text('settings.undone', { card: settings })), notifyFailure);
        });
      await show(changed);
    },
    onError: async (error) => {
      // The button stands for what is in force now: by the next press it does.
      if (isRefusal(error, 'precondition_failed')) await queryClient.invalidateQueries(settingsFilter);
      notifyFailure(error);
    },
  });
  return (
    <Button
      variant="default"
      size="xs"
      loading={restore.isPending}
      disabled={now === undefined}
      aria-label={text('history.restore.of', { settings })}
      onClick={() => {
        if (now !== undefined) restore.mutate(now);
      }}
    >
      {text('history.restore')}
    </Button>
  );
}

function Row({ item, mayRestore }: { readonly item: HistoryItem; readonly mayRestore: boolean }) {
  const style = useTimeStyle();
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal" style={{ verticalAlign: 'top' }}>
        {dateTimeText(item.at, style)}
        <Text size="sm" c="dimmed">
          {actorOf(item)}
        </Text>
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Stack gap="xs" align="flex-start">
          <List size="sm" spacing={2} listStyleType="none">
            {item.changes.map(({ setting, from, to }) => (
              <List.Item key={setting}>
                {text('history.change', {
                  setting: settingName(setting),
                  from: settingValue(setting, from),
                  to: settingValue(setting, to),
                })}
              </List.Item>
            ))}
          </List>
          {mayRestore && item.restorable ? <Restore item={item} /> : null}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

export function SettingsHistoryPage() {
  const query = useInfiniteQuery(historyQuery);
  const { timeZone } = useTimeStyle();
  const mayRestore = usePermitted('settings:update');
  const intro = text('history.intro', { timeZone: timeZoneText(timeZone) });
  return (
    <SettingsFrame section="history" title={sectionName('history')} intro={intro}>
      <ListState
        query={query}
        empty={<Empty title={text('history.empty')} help={text('history.empty.text')} />}
        summary={(count) => plural('history.shown', count)}
      >
        {(items) => (
          <ListTable
            label={sectionName('history')}
            header={
              <>
                <Table.Th w={{ base: 104, sm: 200 }}>{text('history.when')}</Table.Th>
                <Table.Th>{text('history.what')}</Table.Th>
              </>
            }
          >
            {items.map((item) => (
              <Row key={item.id} item={item} mayRestore={mayRestore} />
            ))}
          </ListTable>
        )}
      </ListState>
    </SettingsFrame>
  );
}
