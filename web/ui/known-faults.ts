/**
 * The server words what is wrong with a field in English, for programs. Those that people meet in the console's forms are told in
 * their language; a sentence that this version does not know is shown as it came.
 */
import type { TextKey } from '../texts/catalogue.ts';
import { text } from '../texts/texts.ts';

/** The server's sentence → ours. A test holds them to what the server says. */
export const knownFaults: Readonly<Record<string, TextKey>> = {
  'must have 1 to 100 characters': 'fault.username.length',
  'must not contain spaces or invisible characters': 'fault.username.characters',
  'is longer than an e-mail address can be': 'fault.email.length',
  'is not an e-mail address like ana@example.com': 'fault.email.form',
  'is needed: people of this organisation log in with it': 'fault.email.needed',
  'must have at most 100 characters': 'fault.name.length',
  'must not contain line breaks or control characters': 'fault.name.characters',
  'belongs to another user': 'fault.extension.taken',
  'is not a role of this organisation': 'fault.role',
  'is not a team of this organisation': 'fault.team',
  'is not a schedule of this organisation': 'fault.schedule',
  'of the last administrator who has none stays so, or nobody could mend it': 'fault.schedule.last',
  'is needed by this provider': 'fault.captcha.key',
  'is more than the longest may have': 'fault.portal.lengths',
  'is longer than the whole session may last': 'fault.sessions.idle',
  'begins and ends with numbers of different length': 'fault.range.lengths',
  'ends before it begins': 'fault.range.order',
  'belongs to another team': 'fault.team.taken',
  'belongs to another schedule': 'fault.schedule.taken',
  'belongs to another role': 'fault.role.taken',
  'is there twice': 'fault.twice',
  'is on a date that is closed as well': 'fault.exception.closed',
  'is not a date of the years 2000 to 2199': 'fault.exception.date',
  'is not for people who use none': 'fault.station.none',
  'a static station is a number of 1 to 10 digits': 'stations.station.wrong',
};

export function faultText(message: string): string {
  const key = Object.hasOwn(knownFaults, message) ? knownFaults[message] : undefined;
  return key === undefined ? message : text(key);
}
