/** The tabs of a person's page: in their order, and who may open each. What they show is in person-page.tsx. */
import type { TextKey } from '../../texts/catalogue.ts';

export type PersonTab = 'overview' | 'passwords' | 'second-factor' | 'sessions' | 'activity' | 'sign-in';

interface TabRule {
  readonly tab: PersonTab;
  readonly label: TextKey;
  /** One of them is enough; empty: whoever may see the person. */
  readonly permissions: readonly string[];
}

export const personTabs: readonly TabRule[] = [
  { tab: 'overview', label: 'person.tab.overview', permissions: [] },
  {
    tab: 'passwords',
    label: 'person.tab.passwords',
    permissions: ['users:credentials:read', 'team:credentials:read'],
  },
  {
    tab: 'second-factor',
    label: 'person.tab.secondFactor',
    permissions: ['users:credentials:read', 'team:credentials:read'],
  },
  { tab: 'sessions', label: 'person.tab.sessions', permissions: [] },
  { tab: 'activity', label: 'person.tab.activity', permissions: ['audit:read'] },
  {
    tab: 'sign-in',
    label: 'person.tab.signIn',
    permissions: ['users:credentials:read', 'team:credentials:read'],
  },
];

/** The tabs for who holds these permissions. */
export function tabsFor(held: readonly string[]): readonly TabRule[] {
  return personTabs.filter(
    ({ permissions }) => permissions.length === 0 || permissions.some((permission) => held.includes(permission)),
  );
}
