/** One act on many users. */
import { request } from './client.ts';

export type BulkAction =
  | 'disable'
  | 'enable'
  | 'sign_out'
  | 'unlock'
  | 'activate'
  | 'inactivate'
  | 'add_to_team'
  | 'remove_from_team'
  | 'set_role'
  | 'set_schedule';

export interface BulkOutcome {
  readonly id: string;
  /** `unchanged`: it was so already. */
  readonly outcome: 'done' | 'unchanged' | 'refused';
  /** Why, when refused. */
  readonly code?: string;
}

/** The server takes 500; fewer are answered before anybody wonders. */
const idsAtOnce = 100;

/**
 * Those who are refused stop nobody else: the answer tells what became of each.
 * @param value id of a team or schedule (null: none), key of a role, as the action asks
 * @throws ApiError `not_permitted`, `invalid_request`, `not_found` (the team)
 */
export async function usersBulk(
  ids: readonly string[],
  action: BulkAction,
  value?: string | null,
): Promise<readonly BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const body = { ids: ids.slice(from, from + idsAtOnce), action, ...(value === undefined ? {} : { value }) };
    const { items } = await request<{ items: readonly BulkOutcome[] }>('POST', '/api/v1/users/bulk', { body });
    outcomes.push(...items);
  }
  return outcomes;
}
