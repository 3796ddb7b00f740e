/**
 * Why a line is refused, as codes with parameters, so that programs can tell reasons apart and people read them in their language.
 * Pure; nothing that may be a password or its hash is ever a parameter.
 */
import type { Refusal, RefusalCode, Violation } from '../kernel/refusal.ts';
import type { ForeignFault } from '../platform/foreign-hash.ts';
import { looksLikeHash } from '../platform/foreign-hash.ts';
import { type Language, refusalText, textsIn } from '../texts/texts.ts';
import type { ImportField } from './fields.ts';

/** Besides the codes of refusals, which say all where nothing more is known. */
export const reasonCodes = [
  'width',
  'not_object',
  'not_readable',
  'username_length',
  'username_characters',
  'email_length',
  'email_form',
  'email_needed',
  'name_length',
  'name_characters',
  'role_unknown',
  'team_unknown',
  'teams_form',
  'schedule_unknown',
  'extension_form',
  'extension_taken',
  'station_form',
  'locale_form',
  'status_unknown',
  'status_disabled',
  'must_change_unknown',
  'hash_unknown',
  'hash_malformed',
  'hash_too_costly',
  'repeated_name',
  'repeated_extension',
  'repeated_station',
  'own_account',
  'line_failed',
  'not_tried',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export interface Reason {
  readonly code: ReasonCode | RefusalCode;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Why a line is refused: the code of the API, and each thing that is wrong with it. */
export interface LineRefusal {
  readonly code: RefusalCode;
  readonly reasons: readonly Reason[];
}

const valueCharactersMax = 100;

/** What a line says, as it may be told again. */
export function shown(value: string): string {
  return looksLikeHash(value) ? '…' : value.slice(0, valueCharactersMax).replaceAll('\0', '\u{fffd}').toWellFormed();
}

export function lineRefusal(
  code: RefusalCode,
  reason: Reason['code'] = code,
  parameters: Reason['parameters'] = {},
): LineRefusal {
  return { code, reasons: [{ code: reason, parameters }] };
}

/** What is wrong with a field whose shape is not the one it must have. */
const faultsOfShape: Readonly<Record<ImportField, ReasonCode>> = {
  username: 'username_length',
  email: 'email_length',
  firstName: 'name_length',
  lastName: 'name_length',
  role: 'role_unknown',
  teams: 'teams_form',
  schedule: 'schedule_unknown',
  extension: 'extension_form',
  station: 'station_form',
  locale: 'locale_form',
  status: 'status_unknown',
  passwordHash: 'hash_malformed',
  mustChange: 'must_change_unknown',
};

/** What the doors of users say of a field, in English. A test holds them to it. */
export const faultsOfUsers: Readonly<Record<string, ReasonCode>> = {
  'must have 1 to 100 characters': 'username_length',
  'must not contain spaces or invisible characters': 'username_characters',
  'is longer than an e-mail address can be': 'email_length',
  'is not an e-mail address like ana@example.com': 'email_form',
  'is needed: people of this organisation log in with it': 'email_needed',
  'must have at most 100 characters': 'name_length',
  'must not contain line breaks or control characters': 'name_characters',
  'belongs to another user': 'extension_taken',
  'is not a role of this organisation': 'role_unknown',
  'is not a team of this organisation': 'team_unknown',
  'is not a schedule of this organisation': 'schedule_unknown',
  'a static station is a number of 1 to 10 digits': 'station_form',
};

/** The text that a violation is about, where the line says it. */
function valueAt(values: Readonly<Record<string, unknown>>, names: readonly string[]): string {
  const value = names.reduce<unknown>(
    // Read by the names of a JSON pointer; what is no object has none.
    (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    values,
  );
  return typeof value === 'string' ? shown(value) : '';
}

/** @param values what the line says, to name it in the reason */
export function reasonOf({ path, message }: Violation, values: Readonly<Record<string, unknown>>): Reason {
  const names = path.split('/').slice(1);
  const [field = ''] = names;
  // Both are looked up by their own names only.
  const ofUsers = Object.hasOwn(faultsOfUsers, message) ? faultsOfUsers[message] : undefined;
  const ofShape = Object.hasOwn(faultsOfShape, field) ? faultsOfShape[field as ImportField] : undefined;
  // What stands there instead of a hash may be the password itself.
  const value = field === 'passwordHash' ? '' : valueAt(values, names);
  return { code: ofUsers ?? ofShape ?? 'not_readable', parameters: { field, value } };
}

/** A refusal by whoever makes users, as reasons of a line. */
export function lineRefusalOf({ code, details }: Refusal, values: Readonly<Record<string, unknown>>): LineRefusal {
  const violations = (details.violations ?? []).filter((one) => typeof one !== 'string');
  if (violations.length === 0) return lineRefusal(code);
  return { code, reasons: violations.map((violation) => reasonOf(violation, values)) };
}

export function refusalOfHash(fault: ForeignFault): LineRefusal {
  return lineRefusal('invalid_request', `hash_${fault}`);
}

function isOwn(code: Reason['code']): code is ReasonCode {
  return (reasonCodes as readonly string[]).includes(code);
}

/** All reasons in sentences of one language. */
export function sentenceOf({ reasons }: Pick<LineRefusal, 'reasons'>, language: Language): string {
  const text = textsIn(language);
  const sentences = reasons.map(({ code, parameters }) => {
    if (!isOwn(code)) return refusalText(language, code).title.replace(/\.?$/, '.');
    const { field } = parameters;
    const named = field === 'firstName' || field === 'lastName' ? { field: text(`importReason.${field}`) } : {};
    return text(`importReason.${code}`, { ...parameters, ...named });
  });
  return [...new Set(sentences)].join(' ');
}
