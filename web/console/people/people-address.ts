/** What the list of people is narrowed by, in the address, so that a view of it can be shared and gone back to. */
import { useSearchParams } from 'wouter';
import { type UserState, userStates } from '../../../server/users/listing/user-states.ts';
import type { UsersFilter } from '../../api/users.ts';

/** Names in the address; the API has the same. */
const names = ['role', 'team', 'status'] as const;
export type PeopleFilterName = (typeof names)[number];

/** What is asked for, as it stands in the address. */
export type PeopleAsked = Readonly<Partial<Record<PeopleFilterName, string>>>;

/** The filters in the address; how to change some, and how to take back all, with the search. */
export function usePeopleAsked(): {
  readonly asked: PeopleAsked;
  readonly change: (change: PeopleAsked) => void;
  readonly clear: () => void;
} {
  const [parameters, setParameters] = useSearchParams();
  const asked: PeopleAsked = Object.fromEntries(
    names.flatMap((name) => {
      const value = parameters.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
  const change = (changes: PeopleAsked) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries(changes)) {
        if (value === '') after.delete(name);
        else after.set(name, value);
      }
      return after;
    });
  return { asked, change, clear: () => setParameters(new URLSearchParams()) };
}

/** The state that is asked for; undefined for none, and for one that this version does not know. */
export function stateOf({ status }: PeopleAsked): UserState | undefined {
  return userStates.find((one) => one === status);
}

/** As the endpoint takes it. What it does not know it refuses, and says so. */
export function filterOf({ role = '', team = '', status = '' }: PeopleAsked, search: string): UsersFilter {
  return { search, role, team, status };
}
