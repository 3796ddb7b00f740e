/** Settings and their values as the history tells them, whatever version wrote them. */
import { text, textOr } from '../texts/texts.ts';
import { choiceText, isFieldPath, valueText } from './fields.ts';

/** The setting's name; its path where this version does not know it. */
export function settingName(path: string): string {
  return textOr(`setting.${path}`, path);
}

function oneText(path: string, value: unknown): string {
  if (typeof value === 'string') return choiceText(path, value);
  const range = (value ?? {}) as { readonly from?: unknown; readonly to?: unknown }; // both members are checked
  if (typeof range.from === 'string' && typeof range.to === 'string') return `${range.from}–${range.to}`;
  return JSON.stringify(value);
}

/** A value in words. */
export function settingValue(path: string, value: unknown): string {
  if (value === '(image)') return text('history.image');
  if (value === '********') return text('history.secret');
  if (isFieldPath(path)) return valueText(path, value);
  if (value === null || value === undefined) return text('history.none');
  if (!Array.isArray(value)) return oneText(path, value);
  return value.length === 0 ? text('history.none') : value.map((one) => oneText(path, one)).join(', ');
}
