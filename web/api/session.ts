/** The caller's own session and the list of their sessions: who I am, log out here, there, everywhere. */
import { queryOptions } from '@tanstack/react-query';
import type { Language } from '../texts/texts.ts';
import { type Page, request } from './client.ts';

export interface Branding {
  /** `#rrggbb`, null for Usher's own. */
  readonly accentColor: string | null;
  readonly logoUrl: string | null;
}

export interface SessionUser {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly displayName: string;
  /** The person's own choice of language; null where the organisation's or the browser's counts. */
  readonly locale: string | null;
}

/** Who is signed in. All times are RFC 3339 instants. */
export interface Session {
  readonly user: SessionUser;
  readonly role: { readonly key: string; readonly name: string; readonly permissions: readonly string[] };
  /** Null for an operator, who belongs to no organisation. */
  readonly organization: {
    readonly slug: string;
    readonly name: string;
    readonly timeZone: string;
    readonly locale: string | null;
    readonly branding: Branding;
  } | null;
  readonly home: string;
  readonly session: {
    readonly id: string;
    readonly since: string;
    readonly idleExpiresAt: string;
    readonly absoluteExpiresAt: string;
  };
  readonly seat: { readonly since: string } | null;
  readonly station: { readonly id: string; readonly mode: 'static' | 'dynamic' | 'none' } | null;
  readonly passwordExpiresAt: string | null;
}

/** One browser in which the person is signed in. */
export interface SessionListed {
  readonly id: string;
  readonly current: boolean;
  readonly browser: string;
  readonly address: string;
  readonly since: string;
  readonly lastSeenAt: string;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<Session>('GET', '/api/v1/session', { signal }),
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => request<Page<SessionListed>>('GET', '/api/v1/sessions', { signal }),
  // Whoever looks here wants to know who else is in now, not who was when the home page was opened.
  staleTime: 0,
});

/** Chooses the language of this person's pages, errors and mails. */
export function sessionChooseLanguage(locale: Language): Promise<void> {
  return request('PATCH', '/api/v1/session', { body: { locale } });
}

/** Ends this session. */
export function sessionEnd(): Promise<void> {
  return request('DELETE', '/api/v1/session');
}

/** Ends one of the person's sessions. */
export function sessionsEndOne(id: string): Promise<void> {
  return request('DELETE', `/api/v1/sessions/${encodeURIComponent(id)}`);
}

/** Ends every session of the person, this one too. */
export function sessionsEndAll(): Promise<void> {
  return request('DELETE', '/api/v1/sessions');
}
