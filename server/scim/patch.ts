/** The message of a PATCH (RFC 7644 section 3.5.2), as a list of operations whose form is right. Pure. */
import { assertSchema, objectOf } from './json.ts';
import { type Path, readPath } from './path.ts';
import { refuseScim } from './refusal.ts';
import type { Verb } from './user-write.ts';

export interface Operation {
  readonly verb: Verb;
  /** Null where the value is an object whose members are paths. */
  readonly path: Path | null;
  readonly value: unknown;
}

export const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const operationsMax = 1_000;

function operationOf(one: unknown): Operation {
  const members = objectOf(one, 'An operation');
  const op = members.get('op');
  // Entra capitalises the verb.
  const verb = typeof op === 'string' ? op.toLowerCase() : '';
  if (verb !== 'add' && verb !== 'replace' && verb !== 'remove')
    throw refuseScim('invalidSyntax', 'op must be add, replace or remove.');
  const path = members.get('path');
  if (path !== undefined && path !== null && typeof path !== 'string')
    throw refuseScim('invalidPath', 'path must be a text.');
  const named = path === undefined || path === null || path.trim() === '' ? null : readPath(path);
  if (verb === 'remove' && named === null) throw refuseScim('noTarget', 'remove needs a path.');
  if (verb !== 'remove' && !members.has('value')) throw refuseScim('invalidValue', `${verb} needs a value.`);
  return { verb, path: named, value: members.get('value') };
}

/** @throws Refusal invalidSyntax, invalidPath, invalidFilter, invalidValue, noTarget */
export function readPatch(body: unknown): Operation[] {
  const members = objectOf(body, 'The body');
  assertSchema(members, patchSchema);
  const operations = members.get('operations');
  if (!Array.isArray(operations) || operations.length === 0)
    throw refuseScim('invalidSyntax', 'Operations must be a list of at least one.');
  if (operations.length > operationsMax)
    throw refuseScim('tooMany', `A PATCH has at most ${operationsMax} operations.`);
  return operations.map(operationOf);
}
