/** Giving somebody overtime, with the way back (L3): wherever a supervisor can do it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { connectionsChanged, type Overtime, userOvertime, userOvertimeTakeBack } from '../../api/connections.ts';
import { schedulesFilter } from '../../api/schedules.ts';
import { usersFilter } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { notifyDone, notifyFailure, notifyUndo } from '../../ui/notify.tsx';

/** @param name who it is, as the page calls them */
export function useOvertime(user: string, name: string) {
  const queryClient = useQueryClient();
  const renew = () =>
    Promise.all([
      ...[schedulesFilter, usersFilter].map((filter) => queryClient.invalidateQueries(filter)),
      connectionsChanged(queryClient),
    ]);
  const takeBack = (minutes: Overtime, until: string) =>
    userOvertimeTakeBack(user, minutes, until)
      .then(() => notifyDone(text('hours.extended.undone', { name, minutes })), notifyFailure)
      .finally(renew);
  return useMutation({
    mutationFn: (minutes: Overtime) => userOvertime(user, minutes),
    onSuccess: ({ overtimeUntil }, minutes) => {
      const done = text('hours.extended', { name, minutes });
      if (overtimeUntil === null) return notifyDone(done);
      return notifyUndo(done, undefined, () => void takeBack(minutes, overtimeUntil));
    },
    onError: notifyFailure,
    onSettled: renew,
  });
}
