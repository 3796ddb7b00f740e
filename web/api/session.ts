/** The caller's own session and the list of their sessions: who I am, log out here, there, everywhere. */
import { queryOptions } from '@tanstack/react-query';
import type { Language } from '../texts/texts.ts';
import { type Page, request } from './client.ts';
import type { Answer, Item } from './shapes.ts';

/** Who is signed in. All times are RFC 3339 instants. */
export type Session = Answer<'GET /api/v1/session'>;

/** One browser in which the person is signed in. */
export type SessionListed = Item<'GET /api/v1/sessions'>;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<Session>('GET', '/api/v1/session', { signal }),
});

/** Who is signed in, as the server wrote it into the document; undefined where it did not: then it is asked. */
export function sessionOfDocument(): Session | undefined {
  const written = document.querySelector<HTMLMetaElement>('meta[name="session"]')?.content ?? '';
  // The cast is that of every answer: the server writes what its endpoint answers.
  return written === '' ? undefined : (JSON.parse(written) as Session);
}

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => request<Page<SessionListed>>('GET', '/api/v1/sessions', { signal }),
  // Whoever looks here wants to know who else is in now, not who was when the home page was opened.
  staleTime: 0,
  // Nor is one kept that nobody looks at: a session that has ended since would be shown, and ended in place of the one that is there.
  gcTime: 0,
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
