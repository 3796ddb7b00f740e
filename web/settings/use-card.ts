/**
 * One card of settings: what is typed and not saved yet, what is wrong with it, saving it with If-Match, and Undo. Edits are
 * kept over whatever is in force: when somebody else saves meanwhile, theirs is loaded and what was typed stays.
 */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { defaultSettings } from '../../server/tenants/setting-defaults.ts';
import {
  type FlatSettings,
  flatSettings,
  patchOf,
  type SettingPath,
  sameSetting,
} from '../../server/tenants/setting-paths.ts';
import { ApiError, isRefusal } from '../api/client.ts';
import { settingsChange, settingsFilter, settingsQuery, type TaggedSettings } from '../api/settings.ts';
import { text } from '../texts/texts.ts';
import { notifyDone, notifyFailure, notifyUndo } from '../ui/notify.tsx';
import { usePermitted } from '../ui/session-context.ts';

export const flatDefaults = flatSettings(defaultSettings);

export type Edits = Partial<FlatSettings>;

/** The settings of `paths` in which two states differ, as the first has them. */
export function differing(wanted: FlatSettings, other: FlatSettings, paths: readonly SettingPath[]): Edits {
  return Object.fromEntries(
    paths.filter((path) => !sameSetting(wanted[path], other[path])).map((path) => [path, wanted[path]]),
  );
}

/** What the server found wrong, by setting: its JSON pointers begin with the setting's path. */
export function faultsOf(error: unknown, paths: readonly SettingPath[]): Partial<Record<SettingPath, string>> {
  const faults: Partial<Record<SettingPath, string>> = {};
  if (!(error instanceof ApiError)) return faults;
  for (const violation of error.problem.violations ?? []) {
    if (typeof violation === 'string') continue;
    const pointed = violation.path.split('/').slice(1).join('.');
    const path = paths.find((one) => pointed === one || pointed.startsWith(`${one}.`));
    if (path !== undefined) faults[path] ??= violation.message;
  }
  return faults;
}

export interface Card {
  /** What the fields show: what is in force with the edits over it. */
  readonly values: FlatSettings;
  readonly inForce: FlatSettings;
  readonly faults: Partial<Record<SettingPath, string>>;
  /** Whether the viewer may not change anything. */
  readonly locked: boolean;
  readonly dirty: boolean;
  readonly pending: boolean;
  /** What no field can tell. */
  readonly error: unknown;
  readonly overtaken: boolean;
  set<Path extends SettingPath>(path: Path, value: FlatSettings[Path]): void;
  edit(edits: Edits): void;
  discard(): void;
  save(): void;
}

interface CardOptions {
  /** The card's name, in what is said after saving. */
  readonly title: string;
  readonly paths: readonly SettingPath[];
  /** What is wrong before the server is asked. */
  readonly check?: (values: FlatSettings) => Partial<Record<SettingPath, string>>;
  /** Settings that cannot be brought back: what was there is not known here. */
  readonly irreversible?: readonly SettingPath[];
}

/** Changes settings; what is then in force is at once what every card shows. */
function useSettingsChange() {
  const queryClient = useQueryClient();
  return async (wanted: Edits, tag: string | null): Promise<TaggedSettings> => {
    const changed = await settingsChange(patchOf(wanted), tag);
    queryClient.setQueryData(settingsQuery.queryKey, changed);
    // The session tells the organisation's branding; the history has a new line.
    await Promise.all([
      queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === settingsFilter.queryKey[0] && queryKey[1] !== 'all',
      }),
      queryClient.invalidateQueries({ queryKey: ['session'], exact: true }),
    ]);
    return changed;
  };
}

export function useCard({ answer, tag }: TaggedSettings, options: CardOptions): Card {
  const { title, paths, check, irreversible = [] } = options;
  const queryClient = useQueryClient();
  const change = useSettingsChange();
  const [edits, setEdits] = useState<Edits>({});
  const [ownFaults, setOwnFaults] = useState<Card['faults']>({});
  const inForce = flatSettings(answer);
  const values: FlatSettings = { ...inForce, ...edits };
  const wanted = differing(values, inForce, paths);
  const save = useMutation({
    mutationFn: (asked: { readonly wanted: Edits; readonly replaced: FlatSettings }) => change(asked.wanted, tag),
    // What was replaced is handed over: by now the card has been drawn with what replaced it.
    onSuccess: (changed, { wanted: saved, replaced }) => {
      setEdits({});
      const names = Object.keys(saved);
      const lost = irreversible.some((path) => names.includes(path));
      const done = text('settings.saved', { card: title });
      if (lost) return notifyDone(done, text('settings.saved.irreversible'));
      const before = differing(replaced, flatSettings(changed.answer), paths);
      notifyUndo(done, undefined, () => {
        change(before, changed.tag).then(() => notifyDone(text('settings.undone', { card: title })), notifyFailure);
      });
    },
    onError: async (error) => {
      if (isRefusal(error, 'precondition_failed')) await queryClient.invalidateQueries(settingsQuery);
    },
  });
  const faults = { ...faultsOf(save.error, paths), ...ownFaults };
  const overtaken = isRefusal(save.error, 'precondition_failed');
  return {
    values,
    inForce,
    faults,
    locked: !usePermitted('settings:update'),
    dirty: Object.keys(wanted).length > 0,
    pending: save.isPending,
    error: overtaken || Object.keys(faults).length > 0 ? null : save.error,
    overtaken,
    set: (path, value) => setEdits((before) => ({ ...before, [path]: value })),
    edit: (more) => setEdits((before) => ({ ...before, ...more })),
    discard() {
      setEdits({});
      setOwnFaults({});
      save.reset();
    },
    save() {
      const found = check?.(values) ?? {};
      setOwnFaults(found);
      if (Object.keys(found).length === 0) save.mutate({ wanted, replaced: inForce });
    },
  };
}
