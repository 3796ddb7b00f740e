/** What the home of a role may be (S4): a page of Usher's that the role may open, or the address of an application. Pure. */
import { homePages } from './landing.ts';

export interface HomeRules {
  /** Of the role whose home it is to be. */
  readonly permissions: readonly string[];
  /** Plain http on this machine is for trying things out. */
  readonly production: boolean;
}

/** The home in the form in which it is stored, or what is wrong with it. */
export type JudgedHome =
  | { readonly kind: 'page'; readonly home: string }
  | { readonly kind: 'application'; readonly home: string; readonly url: URL }
  | { readonly kind: 'fault'; readonly fault: string };

const homeMax = 500;
const query = /^(\?[A-Za-z0-9=&%+._~-]*)?$/;
const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

function fault(text: string): JudgedHome {
  return { kind: 'fault', fault: text };
}

function judgePage(home: string, { permissions }: HomeRules): JudgedHome {
  const [path = ''] = home.split('?', 1);
  if (!query.test(home.slice(path.length))) return fault('has a character that no address here has');
  if (homePages(permissions).includes(path)) return { kind: 'page', home };
  return fault('is not a page that this role may open');
}

/**
 * Only http and https, and http only on this machine: everything else could run or read something. No name or password before
 * the host, because addresses with them deceive whoever reads them. Whether the host belongs to this installation is asked
 * by the caller, who can look.
 */
function judgeApplication(home: string, { production }: HomeRules): JudgedHome {
  if (!/^[a-z]+:\/\//i.test(home) || !URL.canParse(home)) return fault('is no address');
  const url = new URL(home);
  const plain = url.protocol === 'http:' && !production && thisMachine.has(url.hostname);
  if (url.protocol !== 'https:' && !plain) return fault('must begin with https://');
  if (url.username !== '' || url.password !== '') return fault('must not contain a username or password');
  return url.href.length > homeMax
    ? fault(`is longer than ${homeMax} characters`)
    : { kind: 'application', home: url.href, url };
}

export function judgeHome(home: string, rules: HomeRules): JudgedHome {
  if (home.length > homeMax) return fault(`is longer than ${homeMax} characters`);
  // What parsers read differently, or drop, has no place in an address that people are sent to.
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(home) || home.startsWith('//')) return fault('is no address');
  return home.startsWith('/') ? judgePage(home, rules) : judgeApplication(home, rules);
}
