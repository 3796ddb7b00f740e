/** The filters of the audit log in the address, so that a view of it can be shared and gone back to. */
import { useSearchParams } from 'wouter';
import type { AuditFilter } from '../../api/audit.ts';
import { dayAt, dayPlus, wallMs } from '../../ui/day.ts';

/** Names in the address. `from` and `to` are on the wall of the organisation: `2026-11-20T09:00`. */
const names = ['area', 'action', 'outcome', 'reason', 'user', 'address', 'reference', 'search', 'from', 'to'] as const;
type FilterName = (typeof names)[number];

/** What is asked for, as it stands in the address. */
export type Asked = Readonly<Partial<Record<FilterName, string>>>;

export function useAsked(): readonly [Asked, (change: Asked) => void, (whole: Asked) => void] {
  const [parameters, setParameters] = useSearchParams();
  const asked: Asked = Object.fromEntries(
    names.flatMap((name) => {
      const value = parameters.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
  const replace = (whole: Asked) =>
    setParameters(new URLSearchParams(Object.entries(whole).filter(([, value]) => value !== '')));
  return [asked, (change) => replace({ ...asked, ...change }), replace];
}

/** As the endpoint takes it. A time that is none is left out. */
export function filterOf({ from = '', to = '', area = '', ...others }: Asked, timeZone: string): AuditFilter {
  const instant = (wall: string) => {
    const atMs = wallMs(wall, timeZone);
    return Number.isNaN(atMs) ? '' : new Date(atMs).toISOString();
  };
  // An area that there is not is refused by the server, which says so.
  return { ...others, area: area as NonNullable<AuditFilter['area']>, from: instant(from), to: instant(to) };
}

interface Quick {
  readonly name: 'all' | 'refused' | 'administration' | 'unfinished' | 'today' | 'yesterday' | 'nine';
  readonly asked: Asked;
}

/** What is looked for most: kinds of entries, and times, each in the place of the other of its sort. */
export function quickFilters(nowMs: number, timeZone: string): { readonly kinds: Quick[]; readonly times: Quick[] } {
  const today = dayAt(nowMs, timeZone);
  const before = dayPlus(today, -1);
  return {
    kinds: [
      { name: 'all', asked: {} },
      { name: 'refused', asked: { area: 'sign_in', outcome: 'refused' } },
      { name: 'administration', asked: { area: 'administration' } },
      { name: 'unfinished', asked: { outcome: 'unfinished' } },
    ],
    times: [
      { name: 'today', asked: { from: `${today}T00:00` } },
      { name: 'yesterday', asked: { from: `${before}T00:00`, to: `${today}T00:00` } },
      { name: 'nine', asked: { from: `${before}T08:30`, to: `${before}T09:30` } },
    ],
  };
}
