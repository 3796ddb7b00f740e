/**
 * The shapes of what is asked and answered, from the API's own description (openapi/usher.d.ts, written by tools/web-types.ts). The
 * modules beside this one take theirs from here, so that a change of the API which they do not follow breaks the build. A new one:
 * add the route on the server, run tools/openapi.ts and tools/web-types.ts, and name it: `Answer<'GET /api/v1/things'>`.
 */
import type { Operations } from '../../openapi/usher.d.ts';

/** What a successful call answers; undefined where that has no content. */
export type Answer<Name extends keyof Operations> = Operations[Name]['answer'];

/** What a call sends. */
export type Body<Name extends keyof Operations> = Operations[Name]['body'];

/** One of the list that a call answers. */
export type Item<Name extends keyof Operations> =
  Answer<Name> extends { readonly items: readonly (infer One)[] } ? One : never;

/** What a call may be asked with in its address. */
export type Query<Name extends keyof Operations> = Operations[Name]['query'];
