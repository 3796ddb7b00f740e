/**
 * The way out when the server says that nobody is signed in. The stream of the page usually knows why, a moment earlier or
 * later: it gets that moment, and then the page that says so stays.
 */
import { areaOf, signInPath } from './paths.ts';
import { letGo } from './ui/unsaved.ts';

const momentMs = 2_000;

let toldWhy = false;
let leaving = false;

/** The page says itself why the session is over, and offers the way back. */
export function noteSignedOut(): void {
  toldWhy = true;
}

/**
 * Leaves for the sign-in page, which leads back here afterwards.
 * @param organization whose page this is, with a stream that may know why; null: none
 */
export function leaveForSignIn(organization: object | null): void {
  if (leaving || toldWhy) return;
  leaving = true;
  const leave = () => {
    const { pathname, search } = window.location;
    // Whoever is signed out cannot save it any more.
    letGo();
    if (!toldWhy) window.location.replace(signInPath(areaOf(pathname), pathname + search));
  };
  if (organization === null) leave();
  else setTimeout(leave, momentMs);
}
