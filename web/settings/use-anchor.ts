/** Going to a card or a setting of a page by its anchor: the place is shown, and the keyboard goes on there. */
import { type MouseEvent, useEffect } from 'react';

/** What can be typed into or pressed: where a setting begins. */
const fields = 'input:not([type="hidden"]), textarea, button';

function goTo(id: string): void {
  const place = document.getElementById(id);
  if (place === null) return;
  // A setting is gone to for changing it: at its field. Of choices that is the one that is chosen.
  const field =
    place.tagName === 'SECTION'
      ? null
      : (place.querySelector<HTMLElement>('input:checked') ?? place.querySelector<HTMLElement>(fields));
  const target = field === null || field.matches(':disabled') ? place : field;
  target.focus({ preventScroll: true });
  place.scrollIntoView({ block: 'start' });
}

/** For links to anchors of this page; the address says where one is, so that it can be sent to somebody. */
export function goToAnchor(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  const id = decodeURIComponent(event.currentTarget.hash.slice(1));
  // Once the browser has followed the link, by its own way.
  requestAnimationFrame(() => goTo(id));
}

/** Goes to the anchor of the address once the page is there: the browser looked for it too early. */
export function useAnchor(): void {
  useEffect(() => {
    if (location.hash.length < 2) return;
    const frame = requestAnimationFrame(() => goTo(decodeURIComponent(location.hash.slice(1))));
    return () => cancelAnimationFrame(frame);
  }, []);
}
