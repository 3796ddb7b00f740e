/** A page whose code is loaded when somebody goes there, so that nobody waits for pages that they do not open. */
import { type ComponentType, lazy } from 'react';
import type { TextArea } from '../texts/catalogue.ts';
import { loadTexts } from '../texts/texts.ts';

/**
 * @param name what the module exports the page as
 * @param areas the texts it says besides those of every page; they come at the same time. A test holds them to what it says.
 */
export function lazyPage<Name extends string, Props = object>(
  load: () => Promise<Readonly<Record<Name, ComponentType<Props>>>>,
  name: Name,
  areas: readonly TextArea[] = [],
) {
  return lazy(async () => {
    const [module] = await Promise.all([load(), loadTexts(areas)]);
    return { default: module[name] };
  });
}
