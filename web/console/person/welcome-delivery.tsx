/** What became of a new person's welcome mail (P1), and sending it again; whatever was sent before stops working then. */
import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { credentialsQuery } from '../../api/credentials.ts';
import { type User, userWelcome } from '../../api/users.ts';
import { text } from '../../texts/texts.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { useMayActOn } from './may-act-on.ts';

/** Milliseconds between looks while the mail is on its way. */
const lookAgainMs = 2_000;

export function WelcomeDelivery({ user }: { readonly user: User }) {
  const queryClient = useQueryClient();
  const mayActOn = useMayActOn(user);
  const maySee = mayActOn('credentials:read');
  const maySend = mayActOn('password:set') && user.email !== null && user.emailConfirmed;
  const query = credentialsQuery(user.id);
  const credentials = useQuery({
    ...query,
    enabled: maySee,
    refetchInterval: ({ state }) => (state.data?.welcome?.status === 'queued' ? lookAgainMs : false),
  });
  const again = useMutation({
    mutationFn: () => userWelcome(user.id),
    onSuccess: async () => {
      notifyDone(text('user.welcome.again.done'), text('user.welcome.again.text'));
      await queryClient.invalidateQueries({ queryKey: query.queryKey });
    },
    onError: notifyFailure,
  });
  const welcome = credentials.data?.welcome ?? null;
  return (
    <Group>
      {welcome === null ? null : (
        <Text role="status" size="sm">
          {text(`user.welcome.${welcome.status}`, { reason: welcome.reason ?? '' })}
        </Text>
      )}
      {maySend ? (
        <Button variant="default" size="xs" loading={again.isPending} onClick={() => again.mutate()}>
          {text('user.welcome.again')}
        </Button>
      ) : null}
    </Group>
  );
}
