/** One import, whatever state it is in: what its columns are, the check, its progress, what became of it. It may be left and found again. */
import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'wouter';
import { type ImportDetail, importAct, importQuery, importsFilter } from '../api/imports.ts';
import { usersFilter } from '../api/users.ts';
import { paths } from '../paths.ts';
import { plural, text, textOr } from '../texts/texts.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FormFailure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { PageState } from '../ui/query-state.tsx';
import { ImportPlanForm } from './import-plan.tsx';
import { ImportCountsView, ImportLines, ImportPasswords } from './import-result.tsx';
import { numberText } from './numbers.ts';

function useAct(id: string, act: 'check' | 'start' | 'cancel') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => importAct(id, act),
    onSettled: () => Promise.all([client.invalidateQueries(importsFilter), client.invalidateQueries(usersFilter)]),
  });
}

function Cancel({ of }: { readonly of: ImportDetail }) {
  const [asked, setAsked] = useState(false);
  const cancel = useAct(of.id, 'cancel');
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {text('imports.cancel')}
      </Button>
      <ConfirmDialog
        opened={asked}
        question={text('imports.cancel.question', { file: of.fileName })}
        consequence={text('imports.cancel.text')}
        act={text('imports.cancel')}
        pending={cancel.isPending}
        error={cancel.error}
        onClose={() => setAsked(false)}
        onConfirm={() => cancel.mutate(undefined, { onSuccess: () => setAsked(false) })}
      />
    </>
  );
}

function Under({ of }: { readonly of: ImportDetail }) {
  const { created, updated, skipped, refused } = of.counts;
  const done = of.state === 'checking' ? of.checked : created + updated + skipped + refused;
  const share = of.lines === 0 ? 0 : Math.floor((100 * done) / of.lines);
  const label = text(of.state === 'checking' ? 'imports.checking' : 'imports.running');
  return (
    <Stack>
      <Text role="status">
        {label} {text('imports.progress', { done: numberText(done), lines: numberText(of.lines) })}
      </Text>
      <Progress.Root size="lg">
        <Progress.Section value={share} aria-label={label} />
      </Progress.Root>
      <Text c="dimmed">{text('imports.leave')}</Text>
      {of.state === 'running' ? <ImportCountsView counts={of.counts} tense="done" /> : null}
      <Group>
        <Cancel of={of} />
      </Group>
    </Stack>
  );
}

function Checked({ of, onChange }: { readonly of: ImportDetail; readonly onChange: () => void }) {
  const start = useAct(of.id, 'start');
  const { created, updated, refused } = of.foreseen ?? of.counts;
  const some = created + updated;
  return (
    <Stack>
      <FormFailure error={start.error} />
      <ImportCountsView counts={of.foreseen ?? of.counts} tense="foreseen" />
      <Group>
        <Button loading={start.isPending} disabled={some === 0} onClick={() => start.mutate()}>
          {plural('imports.start', some)}
        </Button>
        <Button variant="default" onClick={onChange}>
          {text('imports.plan.change')}
        </Button>
        <Cancel of={of} />
      </Group>
      {some === 0 ? <Text c="dimmed">{text('imports.start.none')}</Text> : null}
      {refused === 0 ? null : <ImportLines id={of.id} tense="foreseen" />}
    </Stack>
  );
}

function Ended({ of }: { readonly of: ImportDetail }) {
  return (
    <Stack>
      {of.state === 'failed' ? (
        <Alert color="red" title={text('imports.failed')}>
          {textOr(`imports.fault.${of.fault}`, text('imports.fault.internal'))}
        </Alert>
      ) : null}
      {of.state === 'cancelled' ? <Alert color="gray">{text('imports.cancelled')}</Alert> : null}
      <ImportCountsView counts={of.counts} tense="done" />
      <ImportPasswords of={of} />
      {of.counts.refused === 0 ? null : <ImportLines id={of.id} tense="done" />}
    </Stack>
  );
}

function State({ of, tag }: { readonly of: ImportDetail; readonly tag: string | null }) {
  const [isPlanning, setPlanning] = useState(false);
  const check = useAct(of.id, 'check');
  switch (of.state) {
    case 'checking':
    case 'running':
      return <Under of={of} />;
    case 'uploaded':
      return <ImportPlanForm of={of} tag={tag} onSaved={() => check.mutateAsync()} cancel={<Cancel of={of} />} />;
    case 'checked':
      if (!isPlanning) return <Checked of={of} onChange={() => setPlanning(true)} />;
      return (
        <ImportPlanForm
          of={of}
          tag={tag}
          onSaved={async () => {
            await check.mutateAsync();
            setPlanning(false);
          }}
          cancel={<Cancel of={of} />}
        />
      );
    default:
      return <Ended of={of} />;
  }
}

export function ImportPage() {
  const { id = '' } = useParams();
  const query = useQuery(importQuery(id));
  const frame = {
    title: text('imports.title'),
    width: 'wide',
    back: { href: paths.imports, label: text('imports.title') },
  } as const;
  return (
    <PageState query={query} frame={frame}>
      {({ answer: found, tag }) => (
        <Page
          {...frame}
          title={found.fileName}
          intro={`${text(`imports.state.${found.state}`)} · ${text('imports.lines', { count: numberText(found.lines) })}`}
        >
          <State of={found} tag={tag} />
        </Page>
      )}
    </PageState>
  );
}
