/**
 * The server words what is wrong with a field in English, for programs. Those that people meet in the console's forms are told in
 * their language; a sentence that this version does not know is shown as it came.
 */
import type { Problem } from '../api/client.ts';
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
  'holds nobody': 'fault.file.nobody',
  'holds too many people': 'fault.file.people',
  'names too many columns': 'fault.file.columns',
  'has a quotation mark that is out of place': 'fault.file.quote',
  'has a quotation mark that nothing closes': 'fault.file.unclosed',
  'has a line that is too long': 'fault.file.length',
  'is not CSV': 'fault.file.csv',
};

export function faultText(message: string): string {
  const key = Object.hasOwn(knownFaults, message) ? knownFaults[message] : undefined;
  return key === undefined ? message : text(key);
}

/**
 * What is wrong with the whole of what was sent, where the server says more than that something is: with a file, at a line of it
 * (`/file`, `/file/3`), or with no field at all. Null where fields say it themselves.
 */
export function wholeFault({ violations = [], detail }: Pick<Problem, 'violations' | 'detail'>): string | null {
  for (const one of violations) {
    if (typeof one === 'string') continue;
    const [place, line] = /^\/file(?:\/(\d+))?$/.exec(one.path) ?? [];
    if (place === undefined) continue;
    const fault = faultText(one.message);
    return line === undefined ? fault : text('fault.file.line', { line, fault });
  }
  return violations.length === 0 ? (detail ?? null) : null;
}
