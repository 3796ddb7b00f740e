/** Imports of people out of a file. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiError, type Page, readAnswer, request, requestTagged, withQuery } from './client.ts';

export type ImportState = 'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'cancelled' | 'failed';
export type LineOutcome = 'created' | 'updated' | 'skipped' | 'refused';
export type ImportCounts = Readonly<Record<LineOutcome, number>>;

export interface ImportPlan {
  /** A field, or null, for each column of the file. */
  readonly columns: readonly (string | null)[];
  readonly constants: Readonly<Record<string, string>>;
  readonly existing: 'refuse' | 'skip' | 'update';
  readonly passwords: 'usual' | 'none';
}

export interface Import {
  readonly id: string;
  readonly state: ImportState;
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly plan: ImportPlan;
  readonly lines: number;
  readonly checked: number;
  readonly foreseen: ImportCounts | null;
  readonly counts: ImportCounts;
  readonly fault: string | null;
  readonly actor: string | null;
  /** Temporary passwords that may be fetched. */
  readonly passwords: number;
  /** Those of them that were fetched, and are not said to be saved yet. */
  readonly passwordsTaken: number;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface ImportDetail extends Import {
  /** Cells of the first lines. */
  readonly preview: readonly (readonly string[])[];
}

export interface ImportLine {
  readonly line: number;
  readonly username: string | null;
  readonly outcome: LineOutcome;
  readonly code: string | null;
  readonly message: string | null;
}

const path = '/api/v1/users/import';
const lookMs = 1_000;

export const importsFilter = { queryKey: ['imports'] };

export const importsQuery = queryOptions({
  queryKey: [...importsFilter.queryKey, 'list'],
  queryFn: ({ signal }) => request<Page<Import>>('GET', path, { signal }),
  staleTime: 0,
});

function isUnderWay(state: ImportState | undefined): boolean {
  return state === 'checking' || state === 'running';
}

/** Looks again by itself while something is under way. */
export function importQuery(id: string) {
  return queryOptions({
    queryKey: [...importsFilter.queryKey, 'one', id],
    queryFn: ({ signal }) => requestTagged<ImportDetail>(`${path}/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (isUnderWay(state.data?.answer.state) ? lookMs : false),
  });
}

export function importLinesQuery(id: string, outcome: LineOutcome) {
  return infiniteQueryOptions({
    queryKey: [...importsFilter.queryKey, 'lines', id, outcome],
    queryFn: ({ pageParam, signal }) =>
      request<Page<ImportLine>>('GET', withQuery(`${path}/${id}/lines`, { outcome, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
}

/** @throws ApiError `invalid_request`, `body_too_large`, `not_permitted`, `unavailable` */
export async function importUpload(file: File): Promise<ImportDetail> {
  const init = {
    method: 'POST',
    body: file,
    headers: { 'Content-Type': 'text/csv' },
    credentials: 'same-origin',
  } as const;
  const answer = await fetch(withQuery(path, { name: file.name.slice(0, 200) }), init).catch(() => null);
  if (answer === null) throw new ApiError({ code: 'unreachable', status: 0, title: '' });
  return readAnswer<ImportDetail>(answer);
}

/** @throws ApiError `invalid_request`, `precondition_failed` */
export function importChange(id: string, plan: ImportPlan, ifMatch: string | null): Promise<ImportDetail> {
  return request('PATCH', `${path}/${id}`, { body: plan, ifMatch });
}

/** @throws ApiError `import_running`, `precondition_failed` */
export function importAct(id: string, act: 'check' | 'start' | 'cancel'): Promise<void> {
  return request('POST', `${path}/${id}/${act}`);
}

/** Where the report of the lines that need a look is downloaded, as CSV. */
export function importReportPath(id: string): string {
  return `${path}/${id}/report`;
}

/** Says that the temporary passwords that were fetched are saved: the server erases them. @throws ApiError `not_found`, `not_permitted` */
export function importPasswordsSaved(id: string): Promise<void> {
  return request('DELETE', `${path}/${id}/passwords`);
}

/** The temporary passwords, as CSV. @throws ApiError `not_found`, `not_permitted` */
export async function importPasswords(id: string): Promise<Blob> {
  const answer = await fetch(`${path}/${id}/passwords`, { method: 'POST', credentials: 'same-origin' }).catch(
    () => null,
  );
  if (answer === null) throw new ApiError({ code: 'unreachable', status: 0, title: '' });
  return answer.ok ? answer.blob() : readAnswer<Blob>(answer);
}
