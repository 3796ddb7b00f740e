/**
 * The one place that talks to the server: same-origin JSON in and out, `application/problem+json` (RFC 9457) turned into
 * an ApiError. The modules beside it name the endpoints; pages call those. It knows nothing of React or of texts.
 */

import { takeFirstAnswer } from './first-answers.ts';

/** One thing wrong with one field of a request; `path` is a JSON pointer. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

/** What the server says when it refuses: title and help are already in the person's language. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly help?: string;
  readonly violations?: readonly (string | Violation)[];
  readonly reference?: string;
}

/** A request that did not succeed. `unreachable` (status 0) means that no answer came at all. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** True when `error` is a refusal with this code. */
export function isRefusal(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.code === code;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isViolation(value: unknown): value is string | Violation {
  if (typeof value === 'string') return true;
  return isObject(value) && typeof value.path === 'string' && typeof value.message === 'string';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads a problem out of whatever came with a refusing status: a proxy in between may answer with HTML or nothing. */
async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const fields = isObject(body) ? body : {};
  const detail = textOf(fields.detail);
  const help = textOf(fields.help);
  const reference = textOf(fields.reference);
  return {
    status: response.status,
    code: textOf(fields.code) ?? 'unexpected_answer',
    title: textOf(fields.title) ?? '',
    ...(detail === undefined ? {} : { detail }),
    ...(help === undefined ? {} : { help }),
    ...(reference === undefined ? {} : { reference }),
    ...(Array.isArray(fields.violations) ? { violations: fields.violations.filter(isViolation) } : {}),
  };
}

/**
 * The JSON of a successful answer, undefined for one without content.
 * @throws ApiError for every status outside 200–299, and for a success that is not JSON.
 */
export async function readAnswer<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new ApiError(await problemOf(response));
  const text = await response.text();
  // The cast is the contract: the endpoint's module names the shape that the server's schema guarantees.
  if (text === '') return undefined as Answer;
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new ApiError({ code: 'unexpected_answer', status: response.status, title: '' });
  }
}

export interface RequestOptions {
  /** Sent as JSON when present; without it the request has no body and no content type. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** The entity tag of what the change was decided on: refused with `precondition_failed` when somebody changed it meanwhile. */
  readonly ifMatch?: string | null;
}

/** An answer and the entity tag it came with. */
export interface Tagged<Answer> {
  readonly answer: Answer;
  readonly tag: string | null;
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const first = await takeFirstAnswer(method, path);
  if (first !== null) return first;
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.ifMatch) headers['If-Match'] = options.ifMatch;
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.signal !== undefined) init.signal = options.signal;
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ code: 'unreachable', status: 0, title: '' });
  }
}

/**
 * One request to the server that served this page.
 * @throws ApiError when it is refused or the server does not answer; AbortError when `signal` fires.
 */
export async function request<Answer>(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
  return readAnswer<Answer>(await send(method, path, options));
}

/** The same for what is going to be changed, or was: with its entity tag. */
export async function requestTagged<Answer>(
  path: string,
  { method = 'GET', ...options }: RequestOptions & { readonly method?: 'GET' | 'PATCH' | 'POST' } = {},
): Promise<Tagged<Answer>> {
  const response = await send(method, path, options);
  return { answer: await readAnswer<Answer>(response), tag: response.headers.get('etag') };
}

/** `path?name=value` from the parameters that have a value. */
export function withQuery(path: string, parameters: Readonly<Record<string, string | number | null>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** One page of a list; `next` is the cursor of the following one, null on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
