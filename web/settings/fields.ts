/** How each setting is asked for: its kind, its limits (as the server judges them) and its unit. Pure. */
import type { SettingPath } from '../../server/tenants/setting-paths.ts';
import { plural, text, textOr } from '../texts/texts.ts';

export type Unit =
  | 'seconds'
  | 'minutes'
  | 'hours'
  | 'days'
  | 'tabs'
  | 'browsers'
  | 'programs'
  | 'seats'
  | 'failures'
  | 'characters'
  | 'passwords'
  | 'digits';

export interface NumberRule {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly unit: Unit;
  /** An empty field means that it is off: null. */
  readonly optional?: true;
}

export interface ChoiceRule {
  readonly kind: 'choice';
  readonly values: readonly string[];
  /** The values are numbers. */
  readonly numeric?: true;
}

export type FieldRule = NumberRule | { readonly kind: 'switch' } | ChoiceRule;

function number(min: number, max: number, unit: Unit): NumberRule {
  return { kind: 'number', min, max, unit };
}

function choice<const Values extends readonly string[]>(...values: Values) {
  return { kind: 'choice', values } as const;
}

const fieldRules = {
  'signIn.identifier': choice('username', 'email', 'either'),
  'signIn.captcha': choice('off', 'always', 'after_failures'),
  'signIn.captchaAfter': number(1, 100, 'failures'),
  'captcha.provider': choice('altcha', 'turnstile', 'hcaptcha', 'recaptcha'),
  'passwordPolicy.preset': choice('classic', 'modern', 'custom'),
  'passwordPolicy.minLength': number(4, 64, 'characters'),
  'passwordPolicy.classesAtLeast': { ...choice('0', '1', '2', '3'), numeric: true },
  'passwordPolicy.lettersAndDigits': { kind: 'switch' },
  'passwordPolicy.history': number(0, 24, 'passwords'),
  'passwordPolicy.maxAgeDays': { ...number(1, 3_650, 'days'), optional: true },
  'passwordPolicy.blocklist': { kind: 'switch' },
  'passwordPolicy.minScore': { ...choice('0', '1', '2', '3', '4'), numeric: true },
  'secondFactor.trustBrowserDays': number(0, 90, 'days'),
  'lockout.threshold': number(1, 100, 'passwords'),
  'lockout.unlock': choice('administrator', 'timed', 'either'),
  'lockout.durationMinutes': number(1, 10_080, 'minutes'),
  'lockout.deviceAware': { kind: 'switch' },
  'portalPassword.minLength': number(4, 10, 'digits'),
  'portalPassword.maxLength': number(4, 10, 'digits'),
  'portalPassword.refuseRuns': { kind: 'switch' },
  'portalPassword.refuseReverse': { kind: 'switch' },
  'temporaryPassword.mailHours': number(1, 8_760, 'hours'),
  'temporaryPassword.handedOverHours': number(1, 8_760, 'hours'),
  welcome: choice('temporary_password', 'activation_link'),
  'recovery.linkMinutes': number(5, 1_440, 'minutes'),
  'recovery.unlocks': { kind: 'switch' },
  'sessions.idleMinutes': number(1, 10_080, 'minutes'),
  'sessions.absoluteHours': number(1, 8_760, 'hours'),
  'connections.tabsPerBrowser': number(1, 100, 'tabs'),
  'connections.browsers': number(1, 100, 'browsers'),
  'native.limit': number(1, 100, 'programs'),
  'seats.graceSeconds': number(0, 3_600, 'seconds'),
  'seats.reservedForAdministrators': number(0, 1_000, 'seats'),
  'schedules.atEnd': choice('sign_out', 'warn'),
  'audit.retentionDays': number(1, 3_650, 'days'),
  'inactivity.afterDays': { ...number(1, 3_650, 'days'), optional: true },
} as const satisfies Partial<Readonly<Record<SettingPath, FieldRule>>>;

export type FieldPath = keyof typeof fieldRules;

// Object.keys merely widens the paths to string.
export const fieldPaths = Object.keys(fieldRules) as readonly FieldPath[];

export function ruleOf(path: FieldPath): FieldRule {
  return fieldRules[path];
}

/** A number with its unit: `60 minutes`. */
export function measureText(value: number, unit: Unit): string {
  return plural(`unit.${unit}`, value);
}

/** The unit alone, in the form that fits the number. */
export function unitText(value: number, unit: Unit): string {
  return measureText(value, unit).replace(/^[\d.,\s\u00a0\u202f]+/, '');
}

/** One of the values to choose from, in words; a value that this version does not know as it is. */
export function choiceText(path: string, value: string): string {
  return textOr(`option.${path}.${value}`, value);
}

export function isFieldPath(path: string): path is FieldPath {
  return Object.hasOwn(fieldRules, path);
}

/** What a setting says, in words; of an older version it may be anything. */
export function valueText(path: FieldPath, value: unknown): string {
  const rule = ruleOf(path);
  if (rule.kind === 'number') return typeof value === 'number' ? measureText(value, rule.unit) : text('settings.off');
  if (rule.kind === 'switch') return text(value === true ? 'settings.on' : 'settings.off');
  return choiceText(path, String(value));
}
