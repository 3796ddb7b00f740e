/** Deletes an organisation for good: only after an export, and after its name was typed (O1). */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { ApiError } from '../api/client.ts';
import { type Organization, organizationDelete, organizationQuery, organizationsFilter } from '../api/organizations.ts';
import { organizationExportPath, paths } from '../paths.ts';
import { plural, text } from '../texts/texts.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { notifyDone } from '../ui/notify.tsx';
import { letGo } from '../ui/unsaved.ts';

/** Deletes; where the export is missing or too old, says so in the words of this dialog. */
async function deleteExported(slug: string): Promise<void> {
  try {
    await organizationDelete(slug);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'export_required') throw error;
    const help = text('organization.delete.exportFirst.help');
    throw new ApiError({ ...error.problem, title: text('organization.delete.exportFirst'), help });
  }
}

export function OrganizationDelete({ organization }: { readonly organization: Organization }) {
  const { slug, name, users } = organization;
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const [mismatch, setMismatch] = useState(false);
  const inputRef = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const remove = useMutation({
    mutationFn: () => deleteExported(slug),
    onSuccess: async () => {
      notifyDone(text('organization.deleted', { name }));
      letGo();
      navigate(paths.operator, { replace: true });
      queryClient.removeQueries(organizationQuery(slug));
      await queryClient.invalidateQueries(organizationsFilter);
    },
  });
  const confirm = () => {
    const matches = typed.trim() === slug;
    setMismatch(!matches);
    if (matches) remove.mutate();
    else inputRef.current?.focus();
  };
  const close = () => {
    setOpened(false);
    setTyped('');
    setMismatch(false);
    remove.reset();
  };
  return (
    <Group>
      <Button variant="outline" color="red" onClick={() => setOpened(true)}>
        {text('organization.delete.action')}
      </Button>
      <ConfirmDialog
        opened={opened}
        question={text('organization.delete.question', { name })}
        consequence={plural('organization.delete.consequence', users)}
        act={text('organization.delete.confirm')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={confirm}
        onClose={close}
      >
        <Stack gap="xs" align="flex-start">
          <Text size="sm" fw={500}>
            {text('organization.delete.step1')}
          </Text>
          <Button
            component="a"
            href={organizationExportPath(slug)}
            download
            variant="default"
            size="sm"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {text('organization.export.action')}
          </Button>
        </Stack>
        <TextInput
          ref={inputRef}
          label={text('organization.delete.step2', { slug })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={mismatch ? text('organization.delete.mismatch', { slug }) : null}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </ConfirmDialog>
    </Group>
  );
}
