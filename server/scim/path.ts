/** Paths of PATCH operations (RFC 7644 section 3.5.2): `attribute`, `attribute.sub`, `attribute[filter].sub`, with or without a URN. Pure. */
import { type Condition, readFilter } from './filter.ts';
import { refuseScim } from './refusal.ts';

export interface Path {
  /** URN of the schema in lower case; null = the core one, named or not. */
  readonly schema: string | null;
  /** In lower case; '' where the path is the URN of an extension alone. */
  readonly attribute: string;
  /** In lower case. */
  readonly sub: string | null;
  readonly filter: Condition | null;
}

const lengthMax = 1_000;
const coreSchemas = /^urn:ietf:params:scim:schemas:core:2\.0:(user|group)$/;
const shape = /^([a-z$][\w$-]*)(?:\[(.+)\])?(?:\.([a-z$][\w$-]*))?$/is;

/** A URN ends before the last colon that is not within brackets. */
function split(path: string): { schema: string | null; rest: string } {
  const bracket = path.indexOf('[');
  const at = path.lastIndexOf(':', bracket === -1 ? undefined : bracket);
  if (at === -1) return { schema: null, rest: path };
  return { schema: path.slice(0, at).toLowerCase(), rest: path.slice(at + 1) };
}

/** @throws Refusal invalidPath, invalidFilter */
export function readPath(path: string): Path {
  if (path.length > lengthMax) throw refuseScim('invalidPath', `A path has at most ${lengthMax} characters.`);
  const { schema, rest } = split(path.trim());
  const whole = path.trim().toLowerCase();
  if (schema !== null && (coreSchemas.test(whole) || /^urn:.*:2\.0:(user|group)$/.test(whole)))
    return { schema: coreSchemas.test(whole) ? null : whole, attribute: '', sub: null, filter: null };
  const [, attribute, filter, sub = null] = shape.exec(rest) ?? [];
  if (attribute === undefined) throw refuseScim('invalidPath', 'The path could not be read.');
  return {
    schema: schema === null || coreSchemas.test(schema) ? null : schema,
    attribute: attribute.toLowerCase(),
    sub: sub?.toLowerCase() ?? null,
    filter: filter === undefined ? null : readFilter(filter),
  };
}
