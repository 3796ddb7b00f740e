/**
 * Warns that the session, or the person's hours, will end: calmly at first, as an alert in the last minute. The time left is
 * text and counts down for the eye; a screen reader hears each warning once.
 */
import { Alert, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';
import { text } from '../texts/texts.ts';
import { notifyFailure } from '../ui/notify.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { timeText } from '../ui/time.ts';
import { leftText, useLeft } from './countdown.ts';
import type { Ending } from './live.ts';
import { useLive } from './live-provider.tsx';

/** From here on it is an alert. */
const urgentSeconds = 60;

function whatHappens({ kind, ends }: Ending): string {
  if (!ends) return text('ending.stays');
  return text(kind === 'absolute' ? 'ending.again' : 'ending.ends');
}

function StayButton() {
  const { acts } = useLive();
  const queryClient = useQueryClient();
  // Asking who one is counts as being there, as every request does.
  const stay = useMutation({
    mutationFn: () => queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }),
    onSuccess: () => acts.understandWarning('idle'),
    onError: notifyFailure,
  });
  return (
    <Button size="sm" loading={stay.isPending} onClick={() => stay.mutate()}>
      {text('ending.stay')}
    </Button>
  );
}

function Notice({ ending }: { readonly ending: Ending }) {
  const { acts } = useLive();
  const leftMs = useLeft(ending.endsAtMs);
  const title = text(`ending.${ending.kind}`, { time: timeText(ending.at, useTimeStyle()) });
  return (
    <Alert
      variant="default"
      color="yellow"
      icon={<IconClock aria-hidden />}
      title={title}
      role="region"
      aria-label={title}
    >
      <Text size="sm">
        {leftText(leftMs)} {whatHappens(ending)}
      </Text>
      <Group mt="sm" gap="xs">
        {ending.kind === 'idle' ? <StayButton /> : null}
        <Button variant="default" size="sm" onClick={() => acts.understandWarning(ending.kind)}>
          {text('ending.understood')}
        </Button>
      </Group>
    </Alert>
  );
}

/** The words of a warning as they were when it came. */
function Announcement({ ending, urgent }: { readonly ending: Ending | null; readonly urgent: boolean }) {
  const style = useTimeStyle();
  const mine = ending !== null && ending.secondsLeft <= urgentSeconds === urgent ? ending : null;
  const words =
    mine === null
      ? ''
      : `${text(`ending.${mine.kind}`, { time: timeText(mine.at, style) })}. ${leftText(mine.secondsLeft * 1000)} ${whatHappens(mine)}`;
  // An alert is heard when it comes; words that wait their turn have to come into what is there already.
  if (urgent) return words === '' ? null : <VisuallyHidden role="alert">{words}</VisuallyHidden>;
  return <VisuallyHidden role="status">{words}</VisuallyHidden>;
}

/** For a reader that is always there. */
export function EndingAnnouncements() {
  const { endings } = useLive().live;
  const ending = endings.reduce<Ending | null>(
    (newest, one) => (one.number > (newest?.number ?? 0) ? one : newest),
    null,
  );
  return (
    <>
      <Announcement ending={ending} urgent={false} />
      <Announcement ending={ending} urgent />
    </>
  );
}

export function EndingNotice() {
  const [ending] = useLive().live.endings;
  return ending === undefined ? null : <Notice key={ending.number} ending={ending} />;
}
