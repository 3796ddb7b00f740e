/** User menu → Portal password (P8): the digits for the voice portal, set by their owner. */
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type OwnPortalPassword, ownPortalPasswordQuery, ownPortalPasswordSet } from '../api/credentials.ts';
import { text } from '../texts/texts.ts';
import { FormFailure } from '../ui/failure.tsx';
import { focusFirstFault } from '../ui/focus-first-fault.ts';
import { notifyDone } from '../ui/notify.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useTimeStyle } from '../ui/session-context.ts';
import { dateTimeText } from '../ui/time.ts';
import { useUnsaved } from '../ui/use-unsaved.ts';
import { AccountNavigation } from './account-navigation.tsx';
import { IdentityCheckProvider, NotConfirmed, useIdentityCheck } from './identity-check.tsx';
import { PortalFields, type PortalValues, portalFault, portalValidation } from './portal-fields.tsx';

function stateText(
  { set, changedAt, changedBy, locked }: OwnPortalPassword,
  time: (instant: string) => string,
): string {
  if (locked) return text('portal.state.locked');
  if (!set || changedAt === null) return text('portal.state.none');
  return text('portal.state.set', { time: time(changedAt), name: changedBy ?? '–' });
}

function PortalPasswordForm({ state }: { readonly state: OwnPortalPassword }) {
  const queryClient = useQueryClient();
  const confirmed = useIdentityCheck();
  const style = useTimeStyle();
  const { rules, extension } = state;
  const form = useForm<PortalValues>({
    mode: 'controlled',
    initialValues: { password: '', repeat: '' },
    validate: portalValidation(rules, extension),
  });
  useUnsaved(form.isDirty(), text('portal.title'));
  const set = useMutation({
    mutationFn: ({ password }: PortalValues) => confirmed(() => ownPortalPasswordSet(password)),
    onSuccess: async () => {
      form.reset();
      notifyDone(text('portal.done'));
      await queryClient.invalidateQueries(ownPortalPasswordQuery);
    },
    onError: (error) => form.setFieldError('password', portalFault(error)),
  });
  const beside = set.error instanceof NotConfirmed || portalFault(set.error) !== null;
  return (
    <Paper withBorder p="lg" maw={520}>
      <form noValidate onSubmit={form.onSubmit((values) => set.mutate(values), focusFirstFault)}>
        <Stack>
          <Text size="sm" role="status">
            {stateText(state, (instant) => dateTimeText(instant, style))}
          </Text>
          <FormFailure error={beside ? null : set.error} />
          <PortalFields form={form} rules={rules} extension={extension} />
          <Group>
            <Button type="submit" loading={set.isPending}>
              {text('portal.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

export function PortalPasswordPage() {
  const query = useQuery(ownPortalPasswordQuery);
  return (
    <Page title={text('portal.title')} intro={text('portal.intro')}>
      <AccountNavigation />
      <IdentityCheckProvider hasPasskey={false}>
        <QueryState query={query}>{(state) => <PortalPasswordForm state={state} />}</QueryState>
      </IdentityCheckProvider>
    </Page>
  );
}
