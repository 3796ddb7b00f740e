/**
 * What a page of the web application needs first, told in its document, so that the browser asks for all of it at once rather
 * than learning of each part from the one before: who is signed in, the scripts and styles of its place, and the first answers
 * of the API. Only what the person may ask for is asked: a refusal would stand in the audit log. It decides nothing about what
 * is shown, and a page that finds none of it asks by itself.
 */
import type { Permission } from '../kernel/caller.ts';
import { type Markup, markup, trusted } from '../platform/page/html.ts';
import { mayOpen } from '../roles/landing.ts';
import type { Language } from '../texts/texts.ts';

type FirstRequest = readonly [path: string, oneOf: readonly Permission[]];

/** What the list of people begins with. */
const ofPeople: readonly FirstRequest[] = [
  ['/api/v1/users?limit=50', ['users:read', 'team:read']],
  ['/api/v1/roles', ['roles:read']],
  ['/api/v1/teams?limit=200', ['teams:read']],
];

/** Requests that a page begins with, as its code words them (web/api), and the permissions one of which each takes. */
const firstRequests: Readonly<Record<string, readonly FirstRequest[]>> = {
  '/console/people': ofPeople,
  // It leads to the first page that somebody may open: to the people, unless they may read none.
  '/console': ofPeople,
};

/** What is asked for: path and query. None where the address says more than the path: what is asked then is its page's to say. */
export function firstRequestsOf(url: string, permissions: readonly string[]): string[] {
  const wanted =
    Object.hasOwn(firstRequests, url) && mayOpen('/console/people', permissions) ? (firstRequests[url] ?? []) : [];
  return wanted.filter(([, oneOf]) => oneOf.some((one) => permissions.includes(one))).map(([path]) => path);
}

/** The parts of web/ that a page runs besides what every page does. */
export function firstModulesOf(url: string, language: Language, permissions: readonly string[]): string[] {
  const texts = `texts/${language}/first.ts`;
  if (/^\/operator(\/|$|\?)/.test(url)) return [texts, 'operator/operator-area.tsx'];
  // The search in the header of every page comes with the console.
  const takesConsole = /^\/console(\/|$|\?)/.test(url) || mayOpen('/console/people', permissions);
  return takesConsole ? [texts, 'console/console-area.tsx'] : [texts];
}

/** Begins the requests; the page takes over each answer once (web/api/first-answers.ts). */
function requestScript(paths: readonly string[]): string {
  const options = "{headers:{Accept:'application/json, application/problem+json'},cache:'no-store'}";
  return `usherFirst={};for(const path of ${JSON.stringify(paths)})usherFirst[path]=fetch(path,${options}).catch(()=>null)`;
}

export interface FirstLoad {
  /** What /api/v1/session answers, as JSON. */
  readonly session: string;
  readonly requests: readonly string[];
  /** Addresses of files on this server. */
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/** What stands in the head of the document, under the response's nonce. */
export function firstLoadTags({ session, requests, scripts, styles }: FirstLoad, nonce: string): Markup {
  const asked = requests.length === 0 ? null : trusted(requestScript(requests));
  return markup`${
    asked === null
      ? null
      : markup`<script nonce="${nonce}">${asked}</script>
    `
  }<meta name="session" content="${session}" />${scripts.map(
    (file) => markup`
    <link rel="modulepreload" crossorigin href="${file}" nonce="${nonce}" />`,
  )}${styles.map(
    (file) => markup`
    <link rel="stylesheet" crossorigin href="${file}" nonce="${nonce}" />`,
  )}`;
}
