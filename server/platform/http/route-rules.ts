/**
 * What holds for every route, whichever slice adds it: how queries are judged, that an endpoint which describes no query takes
 * none, how long a handler may take, and whose answers are compressed.
 */
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { compressAnswers } from './compressed.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler waits for nothing, so it needs no time limit. */
    answersAtOnce?: true;
    /** Pages ask by themselves: that they do does not show that anybody is there, and keeps no session from being idle. */
    unattended?: true;
    /** Finds out itself which organisation is meant and who asks, if it must: the hooks that usually do leave the request alone. */
    identifiesItself?: true;
    /** An event stream: how long it lives is not how long its answer took. */
    eventStream?: true;
  }
}

/** The names of a query that are whole numbers. */
function integersOf(schema: object): string[] {
  const properties = 'properties' in schema ? schema.properties : null;
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).flatMap(([name, { type }]) => (type === 'integer' ? [name] : []));
}

/** The library reads 1.5 as 1, and nothing as 0; what is no whole number stays a text here, which is refused as none. */
function withoutHalves(integers: readonly string[], query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query;
  const odd = Object.entries(query).filter(
    ([name, value]) => integers.includes(name) && typeof value === 'string' && !/^-?\d{1,15}$/.test(value),
  );
  return odd.length === 0 ? query : { ...query, ...Object.fromEntries(odd.map(([name]) => [name, 'no number'])) };
}

/** As the type provider's, but that the empty query, which nearly every request has, is judged once for each route. */
const validatorOf: typeof TypeBoxValidatorCompiler = (part) => {
  const judge = TypeBoxValidatorCompiler(part);
  if (part.httpPart !== 'querystring' && part.httpPart !== 'query') return judge;
  const integers = integersOf(part.schema);
  const validate = (query: unknown) => judge(integers.length === 0 ? query : withoutHalves(integers, query));
  const ofEmpty: unknown = validate({});
  const mayBeEmpty =
    typeof ofEmpty === 'object' && ofEmpty !== null && 'value' in ofEmpty && isEmptyObject(ofEmpty.value);
  return mayBeEmpty ? (value: unknown) => isEmptyObject(value) || validate(value) : validate;
};

function isEmptyObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const _name in value) return false;
  return true;
}

/** Endpoints of the API that take no query say so: what is not described is refused. */
function closeQueries(http: FastifyInstance): void {
  http.addHook('onRoute', (route) => {
    if (!/^\/(api|scim)\//.test(route.url)) return;
    route.schema = { querystring: Type.Object({}, { additionalProperties: false }), ...route.schema };
  });
}

/**
 * Milliseconds until a request is told that it takes too long. Not where a route says that it `answersAtOnce`: what it waits
 * for are look-ups with limits of their own, and a timer with its signal costs as much as the answer. Nor where it opens an event
 * stream: who was told so already gets none, and what was written down for it would stay. What it waits for has limits too.
 */
const handlerTimeoutMs = 30_000;

function limitHandlers(http: FastifyInstance): void {
  http.addHook('onRoute', (route) => {
    const { answersAtOnce = false, eventStream = false } = route.config ?? {};
    if (!answersAtOnce && !eventStream) route.handlerTimeout ??= handlerTimeoutMs;
  });
}

/** Call before routes are added. */
export function routeRules(http: FastifyInstance): void {
  http.setValidatorCompiler(validatorOf);
  closeQueries(http);
  limitHandlers(http);
  compressAnswers(http);
}
