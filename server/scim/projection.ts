/** Which attributes of a resource are answered (RFC 7644 section 3.9). `id` and `schemas` always are. Pure. */
import { refuseScim } from './refusal.ts';
import type { Resource } from './user-resource.ts';

export interface ProjectionQuery {
  readonly attributes?: string;
  readonly excludedAttributes?: string;
}

export interface Projection {
  /** Attribute in lower case → the sub-attributes named, or null for all of it. */
  readonly only: ReadonlyMap<string, ReadonlySet<string> | null> | null;
  readonly without: ReadonlyMap<string, ReadonlySet<string> | null>;
}

const lengthMax = 2_000;

/** `userName,name.familyName,urn:…:User:extension`: an extension is named by its URN, with or without an attribute. */
function namesOf(list: string): Map<string, ReadonlySet<string> | null> {
  if (list.length > lengthMax) throw refuseScim('invalidValue', 'Too many attributes are named.');
  const named = new Map<string, Set<string> | null>();
  for (const one of list.toLowerCase().split(',')) {
    const bare = one.trim().replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, '');
    const [, name = '', sub] = /^(urn:.+:2\.0:user|[^:.]+)(?:[.:](.+))?$/.exec(bare) ?? [];
    if (name === '') continue;
    const subs = named.get(name);
    if (sub === undefined || subs === null) named.set(name, null);
    else named.set(name, (subs ?? new Set()).add(sub));
  }
  return named;
}

/** @throws Refusal invalidValue */
export function readProjection({ attributes, excludedAttributes }: ProjectionQuery): Projection {
  return {
    only: attributes === undefined || attributes.trim() === '' ? null : namesOf(attributes),
    without: namesOf(excludedAttributes ?? ''),
  };
}

/** Whether an attribute is answered at all: what is costly to read is not read for nothing. */
export function isAsked({ only, without }: Projection, attribute: string): boolean {
  return without.get(attribute) !== null && (only === null || only.has(attribute));
}

function keep(value: unknown, keeps: (sub: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => keep(one, keeps));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => keeps(name.toLowerCase())));
}

export function project(resource: Resource, { only, without }: Projection): object {
  if (only === null && without.size === 0) return resource;
  const shown = Object.entries(resource).flatMap(([name, value]): [string, unknown][] => {
    const key = name.toLowerCase();
    if (key === 'id' || key === 'schemas') return [[name, value]];
    const wanted = only === null ? null : only.get(key);
    const left = without.get(key);
    if (wanted === undefined || left === null) return [];
    if (wanted === null && left === undefined) return [[name, value]];
    return [[name, keep(value, (sub) => (wanted === null || wanted.has(sub)) && left?.has(sub) !== true)]];
  });
  return Object.fromEntries(shown);
}
