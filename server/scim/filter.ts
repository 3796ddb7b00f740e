/**
 * Filters (RFC 7644 section 3.4.2.2) as conditions that a store can run. The grammar is a library's; what is around it is ours:
 * texts are taken out before it sees the filter and put back afterwards (its own reading of them is wrong for backslashes and can
 * be made to take exponential time), and length, depth and number of comparisons are bounded. Pure.
 */
import { type Filter, parse } from 'scim2-parse-filter';
import { refuseScim } from './refusal.ts';

export type Operator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

export type Condition =
  | { readonly kind: 'and'; readonly parts: readonly Condition[] }
  | { readonly kind: 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  /** `attribute` in lower case, without the URN of a schema: `name.familyname`. */
  | {
      readonly kind: 'compare';
      readonly attribute: string;
      readonly operator: Operator;
      readonly value: string | number | boolean | null;
    }
  | { readonly kind: 'present'; readonly attribute: string };

/** Characters of a filter: what fits in a URL with room to spare. */
const lengthMax = 4_000;
const depthMax = 12;
const comparisonsMax = 50;

const text = /"(?:[^"\\]|\\.)*"/g;

/** A JSON string is what RFC 7644 wants; anything else is told apart here. */
function readText(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw refuseScim('invalidFilter', 'A text of the filter is no JSON string.');
  }
}

/** How deep brackets and `not` nest: asked before the parser, which recurses, sees it. */
function assertShallow(bare: string): void {
  let depth = 0;
  let nots = 0;
  for (const [token] of bare.matchAll(/[()[\]]|\bnot\b/gi)) {
    if (token === '(' || token === '[') depth += 1;
    else if (token === ')' || token === ']') depth -= 1;
    else nots += 1;
    if (depth > depthMax || nots > depthMax) throw refuseScim('invalidFilter', 'The filter is nested too deeply.');
  }
}

function attributeOf(path: string): string {
  const at = path.lastIndexOf(':');
  return path.slice(at + 1).toLowerCase();
}

function joined(prefix: string, path: string): string {
  return prefix === '' ? attributeOf(path) : `${prefix}.${path.toLowerCase()}`;
}

interface Reading {
  readonly texts: readonly string[];
  comparisons: number;
}

/** Values of multi-valued attributes are compared one by one, so what stands in brackets is about one of them. */
function ofValuePath(filter: Filter & { op: '[]' }, prefix: string, reading: Reading): Condition {
  if (prefix !== '') throw refuseScim('invalidFilter', 'Brackets within brackets mean nothing.');
  const attribute = attributeOf(filter.attrPath);
  const before = reading.comparisons;
  const part = conditionOf(filter.valFilter, attribute, reading);
  // Of the others a user has one value at most, so that what is true of the parts is true of the one.
  if (/^(groups|members)$/.test(attribute) && reading.comparisons > before + 1)
    throw refuseScim('invalidFilter', `Of ${filter.attrPath} one comparison at a time is understood.`);
  return { kind: 'and', parts: [{ kind: 'present', attribute }, part] };
}

function conditionOf(filter: Filter, prefix: string, reading: Reading): Condition {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { kind: filter.op, parts: filter.filters.map((part) => conditionOf(part, prefix, reading)) };
    case 'not':
      return { kind: 'not', part: conditionOf(filter.filter, prefix, reading) };
    case '[]':
      return ofValuePath(filter, prefix, reading);
    default:
  }
  reading.comparisons += 1;
  if (reading.comparisons > comparisonsMax)
    throw refuseScim('invalidFilter', `The filter has more than ${comparisonsMax} comparisons.`);
  const attribute = joined(prefix, filter.attrPath);
  if (filter.op === 'pr') return { kind: 'present', attribute };
  const { op: operator, compValue } = filter;
  if (typeof compValue !== 'string') return { kind: 'compare', attribute, operator, value: compValue };
  // Only what stood in quotes is a text, and there the parser saw the place of it in `texts`.
  const value = reading.texts[Number(compValue)];
  if (value === undefined) throw refuseScim('invalidFilter', 'The filter could not be read.');
  return { kind: 'compare', attribute, operator, value };
}

/** @throws Refusal invalidFilter */
export function readFilter(source: string): Condition {
  if (source.length > lengthMax) throw refuseScim('invalidFilter', `The filter has more than ${lengthMax} characters.`);
  const texts: string[] = [];
  const bare = source.replace(text, (quoted) => `"${texts.push(readText(quoted)) - 1}"`);
  if (/[^\x20-\x7e\t]/.test(bare) || bare.split('"').length !== texts.length * 2 + 1)
    throw refuseScim('invalidFilter', 'The filter could not be read.');
  assertShallow(bare);
  let parsed: Filter;
  try {
    parsed = parse(bare);
  } catch {
    throw refuseScim('invalidFilter', 'The filter could not be read.');
  }
  return conditionOf(parsed, '', { texts, comparisons: 0 });
}

function compare(operator: Operator, held: string | boolean, wanted: string | number | boolean | null): boolean {
  // Entra writes booleans as texts.
  const left = String(held).toLowerCase();
  const right = String(wanted).toLowerCase();
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'co':
      return left.includes(right);
    case 'sw':
      return left.startsWith(right);
    case 'ew':
      return left.endsWith(right);
    default:
      throw refuseScim('invalidFilter', `${operator} cannot be used here.`);
  }
}

/** Whether one value of a multi-valued attribute is meant: what stands in the brackets of a path. */
export function matches(condition: Condition, entry: ReadonlyMap<string, string | boolean>): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => matches(part, entry));
    case 'or':
      return condition.parts.some((part) => matches(part, entry));
    case 'not':
      return !matches(condition.part, entry);
    case 'present':
      return entry.has(condition.attribute);
    case 'compare': {
      const held = entry.get(condition.attribute);
      return held === undefined ? false : compare(condition.operator, held, condition.value);
    }
  }
}

/** The attributes that a condition speaks of. */
export function attributesIn(condition: Condition): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.flatMap(attributesIn);
    case 'not':
      return attributesIn(condition.part);
    default:
      return [condition.attribute];
  }
}
