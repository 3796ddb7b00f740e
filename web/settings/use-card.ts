/**
 * One card of settings: what is typed and not saved yet, what is wrong with it, saving it with If-Match, and Undo. Edits are
 * kept over whatever is in force: when somebody else saves meanwhile, theirs is loaded and what was typed stays; so does what
 * is typed while the card is being saved.
 */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type FlatSettings, flatSettings, type SettingPath } from '../../server/tenants/setting-paths.ts';
import { isRefusal } from '../api/client.ts';
import { settingsQuery, type TaggedSettings } from '../api/settings.ts';
import { text } from '../texts/texts.ts';
import { notifyDone, notifyFailure, notifyUndo } from '../ui/notify.tsx';
import { usePermitted } from '../ui/session-context.ts';
import { useUnsaved } from '../ui/use-unsaved.ts';
import { differing, type Edits, type Faults, faultsOf, stillTyped, without } from './edits.ts';
import { settingName } from './setting-words.ts';
import { useSettingsChange } from './use-settings-change.ts';

export interface Card {
  /** What the fields show: what is in force with the edits over it. */
  readonly values: FlatSettings;
  readonly inForce: FlatSettings;
  readonly faults: Faults;
  /** How often it was refused for a fault: the focus goes to the first one then, and only then. */
  readonly refusals: number;
  /** Whether the viewer may not change anything. */
  readonly locked: boolean;
  readonly dirty: boolean;
  readonly pending: boolean;
  /** What no field can tell. */
  readonly error: unknown;
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
  readonly check?: (values: FlatSettings) => Faults;
  /** Settings that cannot be brought back: what was there is not known here. */
  readonly irreversible?: readonly SettingPath[];
}

/** What is wrong with the card, from one attempt to save it to the next. */
function useFaults() {
  const [faults, setFaults] = useState<Faults>({});
  const [refusals, setRefusals] = useState(0);
  /** @returns whether there is one */
  const find = (found: Faults): boolean => {
    setFaults(found);
    const some = Object.keys(found).length > 0;
    if (some) setRefusals((before) => before + 1);
    return some;
  };
  // What is typed anew is judged anew.
  const forget = (paths: readonly string[]) => setFaults((before) => without(before, paths));
  return { faults, refusals, find, forget };
}

interface Asked {
  readonly wanted: Edits;
  /** What was typed, and what was in force, when it was sent: by the time of the answer the card is drawn with other values. */
  readonly typed: Edits;
  readonly replaced: FlatSettings;
}

export function useCard({ answer, tag }: TaggedSettings, options: CardOptions): Card {
  const { title, paths, check, irreversible = [] } = options;
  const queryClient = useQueryClient();
  const { change, takeBack } = useSettingsChange();
  const [edits, setEdits] = useState<Edits>({});
  const { faults, refusals, find, forget } = useFaults();
  const [error, setError] = useState<unknown>(null);
  const inForce = flatSettings(answer);
  const values: FlatSettings = { ...inForce, ...edits };
  const wanted = differing(values, inForce, paths);
  const save = useMutation({
    mutationFn: (asked: Asked) => change(asked.wanted, tag),
    onSuccess: (changed, { wanted: saved, typed, replaced }) => {
      setEdits((now) => stillTyped(now, typed));
      const names = Object.keys(saved);
      const lost = irreversible.some((path) => names.includes(path));
      const done = text('settings.saved', { card: title });
      if (lost) return notifyDone(done, text('settings.saved.irreversible'));
      const before = differing(replaced, flatSettings(changed.answer), paths);
      notifyUndo(done, undefined, () => {
        takeBack(before, changed).then(() => notifyDone(text('settings.undone', { card: title })), notifyFailure);
      });
    },
    onError: async (failure) => {
      if (!find(faultsOf(failure, paths))) setError(failure);
      if (isRefusal(failure, 'precondition_failed')) await queryClient.invalidateQueries(settingsQuery);
    },
  });
  const changed = Object.keys(wanted).map(settingName).join(', ');
  useUnsaved(changed !== '', text('unsaved.card', { card: title, settings: changed }));
  const edit = (more: Edits) => {
    setEdits((before) => ({ ...before, ...more }));
    forget(Object.keys(more));
  };
  return {
    values,
    inForce,
    faults,
    refusals,
    locked: !usePermitted('settings:update'),
    dirty: Object.keys(wanted).length > 0,
    pending: save.isPending,
    error,
    set: (path, value) => edit({ [path]: value }),
    edit,
    discard() {
      setEdits({});
      find({});
      setError(null);
    },
    save() {
      setError(null);
      if (!find(check?.(values) ?? {})) save.mutate({ wanted, typed: edits, replaced: inForce });
    },
  };
}
