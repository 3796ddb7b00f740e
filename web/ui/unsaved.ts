/**
 * What is typed and not saved: who leaves it is asked first. Forms claim it (use-unsaved.ts); links, the way back, dialogs and the
 * browser's tab come here before they go; unsaved-dialog.tsx asks. Knows no form and no page.
 */

/** Each form by itself, and what would be lost with it, in the reader's words. */
const claims = new Map<symbol, string>();

export interface Question {
  /** What would be lost. */
  readonly lost: readonly string[];
  /** Goes, without saving. */
  readonly go: () => void;
}

let question: Question | null = null;
const listeners = new Set<() => void>();

function ask(asked: Question | null): void {
  question = asked;
  for (const listener of listeners) listener();
}

/** For useSyncExternalStore. */
export const questions = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  current: (): Question | null => question,
};

/** Stays: what was typed is as it was. */
export function stay(): void {
  ask(null);
}

/** Leaves without saving. */
export function leaveAll(): void {
  const asked = question;
  ask(null);
  asked?.go();
}

// Only while something would be lost: a page with it may not be kept by the browser for the way back.
const beforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault();

function watchTab(): void {
  if (claims.size > 0) window.addEventListener('beforeunload', beforeUnload);
  else window.removeEventListener('beforeunload', beforeUnload);
}

/** @returns takes the claim back */
export function claim(what: string): () => void {
  const key = Symbol(what);
  claims.set(key, what);
  watchTab();
  return () => {
    claims.delete(key);
    watchTab();
  };
}

/** Asks about these, or goes at once where there are none. */
export function leave(go: () => void, lost: readonly string[] = [...claims.values()]): void {
  if (lost.length === 0) go();
  else ask({ lost: [...new Set(lost)], go });
}

/** What was typed is saved, or its thing is gone: the way on asks nobody. */
export function letGo(): void {
  claims.clear();
  watchTab();
}

/** For the router: goes unless the page, and what is typed into it, would be left. */
export function aroundNavigation<Options>(
  navigate: (to: string, options?: Options) => void,
  to: string,
  options?: Options,
): void {
  const go = () => navigate(to, options);
  if (new URL(to, location.href).pathname === location.pathname) go();
  else leave(go);
}

/**
 * The browser's Back and Forward have gone before anybody can ask. The address is put back at once, before the router sees it
 * (hence to be called before that listens), and who then leaves goes back to where they wanted.
 */
export function watchHistory(): void {
  let shown = { href: location.href, pathname: location.pathname, state: history.state as unknown };
  const note = () => {
    shown = { href: location.href, pathname: location.pathname, state: history.state as unknown };
  };
  window.addEventListener(
    'popstate',
    (event) => {
      if (claims.size === 0 || location.pathname === shown.pathname) return note();
      event.stopImmediatePropagation();
      history.pushState(shown.state, '', shown.href);
      leave(() => {
        letGo();
        history.back();
      });
    },
    { capture: true },
  );
  // The router's own events, after it changed the address.
  window.addEventListener('pushState', note);
  window.addEventListener('replaceState', note);
}
