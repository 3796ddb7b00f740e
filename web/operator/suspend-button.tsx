/** Suspends an organisation or resumes it. Both can be taken back, so nothing is asked: Undo is offered instead. */
import { Button, type ButtonProps } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type Organization,
  organizationResume,
  organizationSuspend,
  organizationsFilter,
} from '../api/organizations.ts';
import { text } from '../texts/texts.ts';
import { notifyFailure, notifyUndo } from '../ui/notify.tsx';

type Status = Organization['status'];

interface SuspendButtonProps extends Pick<ButtonProps, 'size'> {
  readonly organization: Organization;
}

export function SuspendButton({ organization, size = 'sm' }: SuspendButtonProps) {
  const { slug, name, status } = organization;
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (to: Status) => (to === 'suspended' ? organizationSuspend(slug) : organizationResume(slug)),
    onSuccess: async (_answer, to) => {
      const suspended = to === 'suspended';
      notifyUndo(
        text(suspended ? 'organization.isSuspended' : 'organization.isResumed', { name }),
        suspended ? text('organization.isSuspended.text') : undefined,
        () => change.mutate(suspended ? 'active' : 'suspended'),
      );
      await queryClient.invalidateQueries(organizationsFilter);
    },
    onError: notifyFailure,
  });
  const active = status === 'active';
  return (
    <Button
      variant="default"
      size={size}
      loading={change.isPending}
      aria-label={text(active ? 'organization.suspend.of' : 'organization.resume.of', { name })}
      onClick={() => change.mutate(active ? 'suspended' : 'active')}
    >
      {text(active ? 'organization.suspend' : 'organization.resume')}
    </Button>
  );
}
