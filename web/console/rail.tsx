/** The console's part of the left rail: the pages that a role may open, in the order of the one table that says which. */
import {
  IconCalendarTime,
  IconChartBar,
  IconFileSearch,
  IconHeadset,
  IconPlugConnected,
  IconSettings,
  IconShieldLock,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { guardedPages, mayOpen } from '../../server/roles/landing.ts';
import { paths } from '../paths.ts';
import { text } from '../texts/texts.ts';
import type { RailEntry } from '../ui/shell.tsx';

function icon(of: typeof IconUsers): ReactNode {
  const Icon = of;
  return <Icon size={18} aria-hidden />;
}

const entries: Readonly<Record<string, () => Omit<RailEntry, 'href'>>> = {
  [paths.people]: () => ({ label: text('people.title'), icon: icon(IconUsers) }),
  [paths.connected]: () => ({ label: text('connected.title'), icon: icon(IconPlugConnected) }),
  [paths.shift]: () => ({ label: text('shift.title'), icon: icon(IconChartBar) }),
  [paths.stations]: () => ({ label: text('stations.title'), icon: icon(IconHeadset) }),
  [paths.teams]: () => ({ label: text('teams.title'), icon: icon(IconUsersGroup) }),
  [paths.roles]: () => ({ label: text('roles.title'), icon: icon(IconShieldLock) }),
  [paths.schedules]: () => ({ label: text('schedules.title'), icon: icon(IconCalendarTime) }),
  [paths.audit]: () => ({ label: text('audit.title'), icon: icon(IconFileSearch) }),
  [paths.settings]: () => ({ label: text('settings.title'), icon: icon(IconSettings) }),
};

/** Pages without an entry belong to one that has (a form, a detail). */
export function consoleRail(permissions: readonly string[]): readonly RailEntry[] {
  return guardedPages
    .filter(({ path }) => mayOpen(path, permissions))
    .flatMap(({ path }) => {
      const entry = entries[path];
      return entry === undefined ? [] : [{ href: path, ...entry() }];
    });
}

/** Where the console begins for this role; null where it has no page of it. */
export function firstConsolePage(permissions: readonly string[]): string | null {
  return guardedPages.find(({ path }) => mayOpen(path, permissions))?.path ?? null;
}
