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
  'must start with https://': 'fault.https',
  'must begin with https://': 'fault.https',
  'is not a URL like https://example.com/webhooks': 'fault.url',
  'must not hold a name or password; the signature proves who sends': 'fault.url.user',
  'must not contain a username or password': 'fault.url.user',
  'must not hold a fragment (#…)': 'fault.url.fragment',
  'names an address that is not on the public Internet; whoever runs this server can allow it': 'fault.url.private',
  'is no address': 'fault.home.form',
  'has a character that no address here has': 'fault.home.form',
  'is not a page that this role may open': 'fault.home.page',
  'is a host of Usher: give the path of a page of your organisation instead': 'fault.home.host',
  'needs a seat: a station is held with one': 'fault.role.station',
  'can only be switched off where the operators of this installation allow it': 'fault.role.seatless',
  'must be a host name like login.example.com, without scheme, port or path': 'fault.domain',
  'must be a name, not an IP address': 'fault.domain',
  'must not be below localhost, where nobody else gets to': 'fault.domain.localhost',
  'is not an IANA time zone like Europe/Lisbon': 'fault.zone',
  'is neither an address nor a range like 203.0.113.0/24': 'fault.network',
  'is over already': 'fault.over',
  'is not a user you may see': 'fault.user',
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
