/** Where the keyboard goes on after a dialog: at what opened it, or at the page's heading where that is gone. */
import { useEffect } from 'react';

/** The last element that had the focus outside of menus: an entry of a menu is gone as soon as it was chosen. */
let lastFocused: HTMLElement | null = null;
/** Dialogs that are open. */
let open = 0;

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && target.closest('[role="menu"]') === null) lastFocused = target;
});

function giveBack(opener: HTMLElement | null): void {
  const active = document.activeElement;
  // Another page, or something on this one, has taken it.
  if (active !== null && active !== document.body && active.closest('[role="dialog"]') === null) return;
  const here = opener?.isConnected === true;
  // What it led to is a dialog as well, which keeps it; one that was merely interrupted has its place again.
  if (open > 0 && !(here && opener.closest('[role="dialog"]') !== null)) return;
  const next = here ? opener : document.querySelector<HTMLElement>('[data-page-heading]');
  next?.focus({ preventScroll: true });
}

/** For a dialog, mounted while it is open or not. */
export function useFocusBack(opened: boolean): void {
  useEffect(() => {
    if (!opened) return;
    const opener = lastFocused;
    open += 1;
    return () => {
      open -= 1;
      // Once what closed it is drawn.
      requestAnimationFrame(() => giveBack(opener));
    };
  }, [opened]);
}
