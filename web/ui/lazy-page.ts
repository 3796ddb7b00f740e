/** A page whose code is loaded when somebody goes there, so that nobody waits for pages that they do not open. */
import { type ComponentType, lazy } from 'react';

/** @param name what the module exports the page as */
export function lazyPage<Name extends string, Props = object>(
  load: () => Promise<Readonly<Record<Name, ComponentType<Props>>>>,
  name: Name,
) {
  return lazy(async () => ({ default: (await load())[name] }));
}
