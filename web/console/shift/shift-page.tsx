/** Console → Shift: seats in use over a day, sign-ins and why people were refused, and who is missing now. */
import { ActionIcon, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { type Asked, seatHistoryQuery, signInsQuery } from '../../api/reports.ts';
import { text } from '../../texts/texts.ts';
import { dayAt, dayPlus, dayStartMs, isDay } from '../../ui/day.ts';
import { Page } from '../../ui/page.tsx';
import { usePermittedFor, useTimeStyle } from '../../ui/session-context.ts';
import { timeZoneText } from '../../ui/time.ts';
import { LatePanel } from './shift-late.tsx';
import { DaysPlot, SeatsPlot } from './shift-seats.tsx';
import { RefusalReasons, SignInsPlot } from './shift-sign-ins.tsx';
import { Loaded } from './shift-state.tsx';

const daysShown = 31;

/** The day in the address (`?day=2026-11-21`), today without one. */
function useDay(): { readonly day: string; readonly today: string; readonly setDay: (day: string) => void } {
  const { timeZone } = useTimeStyle();
  const [parameters, setParameters] = useSearchParams();
  const today = dayAt(Date.now(), timeZone);
  const asked = parameters.get('day') ?? '';
  const setDay = (day: string) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      if (day === today) after.delete('day');
      else after.set('day', day);
      return after;
    });
  return { day: isDay(asked) && asked <= today ? asked : today, today, setDay };
}

function DayPicker({ day, today, setDay }: ReturnType<typeof useDay>) {
  return (
    <Group gap="xs" align="flex-end" role="group" aria-label={text('shift.day')}>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={text('shift.day.before')}
        onClick={() => setDay(dayPlus(day, -1))}
      >
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <TextInput
        type="date"
        label={text('shift.day')}
        value={day}
        max={today}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (isDay(value) && value <= today) setDay(value);
        }}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={text('shift.day.after')}
        disabled={day === today}
        onClick={() => setDay(dayPlus(day, 1))}
      >
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
      {day === today ? null : (
        <Button variant="subtle" onClick={() => setDay(today)}>
          {text('shift.today')}
        </Button>
      )}
    </Group>
  );
}

function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} component="section" aria-label={title}>
      <Stack gap="sm">
        <Title order={2}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  );
}

function DayPanels({ asked }: { readonly asked: Asked }) {
  const seats = useQuery(seatHistoryQuery(asked));
  const signIns = useQuery(signInsQuery(asked));
  return (
    <>
      <Panel title={text('shift.seats')}>
        <Loaded query={seats}>{(history) => <SeatsPlot history={history} asked={asked} />}</Loaded>
      </Panel>
      <Panel title={text('shift.signIns')}>
        <Loaded query={signIns}>
          {(report) => (
            <>
              <SignInsPlot report={report} asked={asked} />
              <RefusalReasons report={report} />
            </>
          )}
        </Loaded>
      </Panel>
    </>
  );
}

function DaysPanel({ today }: { readonly today: string }) {
  const { timeZone } = useTimeStyle();
  const startMs = dayStartMs(dayPlus(today, 1 - daysShown), timeZone);
  const endMs = dayStartMs(dayPlus(today, 1), timeZone);
  const query = useQuery(seatHistoryQuery({ startMs, endMs, live: false }));
  return (
    <Panel title={text('shift.days')}>
      <Loaded query={query}>{(history) => <DaysPlot days={history.days} today={today} count={daysShown} />}</Loaded>
    </Panel>
  );
}

export function ShiftPage() {
  const chosen = useDay();
  const { timeZone } = useTimeStyle();
  const seesPeople = usePermittedFor('read');
  const { day, today } = chosen;
  const startMs = dayStartMs(day, timeZone);
  const endMs = dayStartMs(dayPlus(day, 1), timeZone);
  return (
    <Page title={text('shift.title')} width="wide" actions={<DayPicker {...chosen} />}>
      <Text size="sm" c="dimmed">
        {text('people.timeZone', { timeZone: timeZoneText(timeZone) })}
      </Text>
      {seesPeople && day === today ? (
        <Panel title={text('shift.late')}>
          <LatePanel />
        </Panel>
      ) : null}
      <DayPanels asked={{ startMs, endMs, live: day === today }} />
      <DaysPanel today={today} />
    </Page>
  );
}
