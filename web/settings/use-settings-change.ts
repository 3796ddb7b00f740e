/** Changing settings and taking that back; what is then in force is at once what every card shows. */
import { useQueryClient } from '@tanstack/react-query';
import { flatSettings, patchOf } from '../../server/tenants/setting-paths.ts';
import { isRefusal } from '../api/client.ts';
import { settingsChange, settingsFilter, settingsQuery, type TaggedSettings } from '../api/settings.ts';
import { differing, type Edits, everySetting } from './edits.ts';

export function useSettingsChange() {
  const queryClient = useQueryClient();

  /** What the server answered is shown; the session tells the organisation's branding, and the history has a new line. */
  const show = async (changed: TaggedSettings): Promise<TaggedSettings> => {
    queryClient.setQueryData(settingsQuery.queryKey, changed);
    await Promise.all([
      queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === settingsFilter.queryKey[0] && queryKey[1] !== 'all',
      }),
      queryClient.invalidateQueries({ queryKey: ['session'], exact: true }),
    ]);
    return changed;
  };

  /** @throws ApiError `precondition_failed` where the tag is no longer that of what is in force */
  const change = async (wanted: Edits, tag: string | null): Promise<TaggedSettings> =>
    show(await settingsChange(patchOf(wanted), tag));

  /**
   * Brings back what a change replaced. Other settings may have changed since: only where somebody changed these again is it
   * refused.
   * @param before the settings that were replaced, as they were
   * @param saved what was in force after the change
   */
  const takeBack = async (before: Edits, saved: TaggedSettings): Promise<TaggedSettings> => {
    try {
      return await change(before, saved.tag);
    } catch (error) {
      if (!isRefusal(error, 'precondition_failed')) throw error;
      const now = await queryClient.fetchQuery({ ...settingsQuery, staleTime: 0 });
      const after = flatSettings(saved.answer);
      const names = everySetting.filter((path) => Object.hasOwn(before, path));
      if (Object.keys(differing(after, flatSettings(now.answer), names)).length > 0) throw error;
      return change(before, now.tag);
    }
  };

  return { show, change, takeBack };
}
