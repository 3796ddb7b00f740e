/** The buttons beside a rule of the check: what mends it at once is done here, what needs more is on a page of its own. */
import { Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { userSignOut } from '../../api/connections.ts';
import { schedulesFilter } from '../../api/schedules.ts';
import { type User, userChange, userDisable, userSecondFactorReset, usersFilter, userUnlock } from '../../api/users.ts';
import { paths, personPath } from '../../paths.ts';
import { text } from '../../texts/texts.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { personName } from '../person/person-name.ts';
import { useOvertime } from '../person/use-overtime.ts';

/** Minutes given by the button: long enough to come in and to mend the schedule. */
const overtimeMinutes = 60;

const acts = {
  unlock: (user: User) => userUnlock(user.id),
  enable: (user: User) => userDisable(user.id, false),
  activate: (user: User) => userChange(user.id, { status: 'active' }, null),
  sign_out: (user: User) => userSignOut(user.id),
  reset_second_factor: (user: User) => userSecondFactorReset(user.id),
} as const;
type Act = keyof typeof acts;

function isAct(name: string): name is Act {
  return Object.hasOwn(acts, name);
}

function ActButton({ user, act }: { readonly user: User; readonly act: Act }) {
  const queryClient = useQueryClient();
  const name = personName(user);
  const mend = useMutation({
    mutationFn: (): Promise<unknown> => acts[act](user),
    onSuccess: () => notifyDone(text(`check.mend.${act}.done`, { name })),
    onError: notifyFailure,
    onSettled: () => Promise.all([usersFilter, schedulesFilter].map((filter) => queryClient.invalidateQueries(filter))),
  });
  return (
    <Button size="xs" loading={mend.isPending} onClick={() => mend.mutate()}>
      {text(`check.mend.${act}`)}
    </Button>
  );
}

function OvertimeButton({ user }: { readonly user: User }) {
  const extend = useOvertime(user.id, personName(user));
  return (
    <Button size="xs" loading={extend.isPending} onClick={() => extend.mutate(overtimeMinutes)}>
      {text('check.mend.overtime', { minutes: overtimeMinutes })}
    </Button>
  );
}

/** Where what cannot be done by one press is done. */
function placeOf(user: User, act: string): { readonly href: string; readonly label: string } | null {
  if (act === 'set_password') return { href: personPath(user.id, 'passwords'), label: text('check.mend.set_password') };
  if (act === 'assign_email')
    return { href: personPath(user.id, 'second-factor'), label: text('check.mend.assign_email') };
  return act === 'free_seat' ? { href: paths.connected, label: text('check.mend.free_seat') } : null;
}

interface MendProps {
  readonly user: User;
  readonly act: string;
  readonly permitted: boolean;
}

export function Mend({ user, act, permitted }: MendProps) {
  if (!permitted)
    return (
      <Text size="sm" c="dimmed">
        {text('check.mend.locked')}
      </Text>
    );
  if (act === 'overtime') return <OvertimeButton user={user} />;
  if (isAct(act)) return <ActButton user={user} act={act} />;
  const place = placeOf(user, act);
  if (place === null) return null;
  return (
    <Button component={Link} href={place.href} size="xs" variant="default">
      {place.label}
    </Button>
  );
}
