/** Hands the signed-in person's session to every page beneath the shell. */
import { createContext, useContext } from 'react';
import type { Session } from '../api/session.ts';
import { language } from '../texts/texts.ts';
import { localeFor, type TimeStyle } from './time.ts';

export const SessionContext = createContext<Session | null>(null);

/** The session of the signed-in person. A page outside the shell that asks for it is a programmer's error. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of the shell');
  return session;
}

/** True when the person's role has this permission. The server decides again; this only spares dead ends. */
export function usePermitted(permission: string): boolean {
  return useSession().role.permissions.includes(permission);
}

/** True when the role has this act for everybody of the organisation (`users:`), or for the teams one supervises (`team:`). */
export function usePermittedFor(act: string): boolean {
  const { permissions } = useSession().role;
  return permissions.includes(`users:${act}`) || permissions.includes(`team:${act}`);
}

/**
 * How times are shown to this person: in the language of the pages and the organisation's zone; in the browser's zone for an
 * operator, who has no organisation.
 */
export function useTimeStyle(): TimeStyle {
  const { organization } = useSession();
  return {
    timeZone: organization?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: localeFor(language, navigator.languages),
  };
}
