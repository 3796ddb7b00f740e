/** Console → Schedules: when people may be in (L3). */
import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Schedule, type ScheduleWindow, schedulesQuery } from '../../api/schedules.ts';
import { consolePath, paths } from '../../paths.ts';
import { plural, text } from '../../texts/texts.ts';
import { Empty } from '../../ui/failure.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { NewLink } from '../../ui/new-link.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { usePermitted, useTimeStyle } from '../../ui/session-context.ts';
import { timeZoneText } from '../../ui/time.ts';
import { useDayNames } from './day-names.ts';

function NewButton() {
  if (!usePermitted('schedules:update')) return null;
  return <NewLink href={paths.scheduleNew} label={text('schedules.new')} />;
}

function WindowText({ window: { days, from, to } }: { readonly window: ScheduleWindow }) {
  const names = useDayNames('short');
  return (
    <Text size="sm">
      {days.map((day) => names[day - 1]).join(', ')} {from}–{to}
    </Text>
  );
}

/** How many windows a row of the list tells. */
const windowsShown = 3;

function assignedText({ users, teams, roles }: Schedule['assigned']): string {
  const parts = [
    ...(roles > 0 ? [plural('schedules.roles', roles)] : []),
    ...(teams > 0 ? [plural('schedules.teams', teams)] : []),
    ...(users > 0 ? [plural('schedules.users', users)] : []),
  ];
  return parts.length === 0 ? text('schedules.unassigned') : parts.join(', ');
}

function ScheduleRow({ schedule }: { readonly schedule: Schedule }) {
  const { windows, exceptions } = schedule;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw="normal">
        <RowLink href={consolePath('schedules', schedule.id)}>{schedule.name}</RowLink>
      </Table.Th>
      <Table.Td>
        {windows.length === 0 ? <Text size="sm">{text('schedules.never')}</Text> : null}
        {windows.slice(0, windowsShown).map((window) => (
          <WindowText key={JSON.stringify(window)} window={window} />
        ))}
        {windows.length > windowsShown ? (
          <Text size="xs" c="dimmed">
            {plural('schedules.more', windows.length - windowsShown)}
          </Text>
        ) : null}
        {exceptions.length === 0 ? null : (
          <Text size="xs" c="dimmed">
            {plural('schedules.exceptions', exceptions.length)}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{assignedText(schedule.assigned)}</Table.Td>
    </Table.Tr>
  );
}

function SchedulesTable({ schedules }: { readonly schedules: readonly Schedule[] }) {
  return (
    <ListTable
      label={text('schedules.title')}
      header={
        <>
          <Table.Th>{text('schedules.name')}</Table.Th>
          <Table.Th>{text('schedules.windows')}</Table.Th>
          <Table.Th visibleFrom="sm">{text('schedules.assigned')}</Table.Th>
        </>
      }
    >
      {schedules.map((schedule) => (
        <ScheduleRow key={schedule.id} schedule={schedule} />
      ))}
    </ListTable>
  );
}

export function SchedulesPage() {
  const query = useQuery(schedulesQuery);
  const { timeZone } = useTimeStyle();
  return (
    <Page
      title={text('schedules.title')}
      intro={text('schedules.intro', { timeZone: timeZoneText(timeZone) })}
      width="wide"
      actions={<NewButton />}
    >
      <QueryState query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={text('schedules.empty')} help={text('schedules.empty.text')} />
          ) : (
            <SchedulesTable schedules={items} />
          )
        }
      </QueryState>
    </Page>
  );
}
