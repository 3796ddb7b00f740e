/**
 * Pages, and parts of them, whose code is loaded when somebody goes there, so that nobody waits for what they do not open. Not
 * by React's own means (lazy and Suspense): once those have shown that something is on its way they show nothing else for 300 ms,
 * and a page asks for its data only after that.
 */
import { Skeleton } from '@mantine/core';
import { type ComponentType, useLayoutEffect, useState } from 'react';
import type { TextArea } from '../texts/catalogue.ts';
import { loadTexts, text } from '../texts/texts.ts';

function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>, Waiting: ComponentType) {
  let loaded: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [ready, setReady] = useState(loaded !== null);
    const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null);
    useLayoutEffect(() => {
      if (ready) return;
      let shown = true;
      const found = (page: ComponentType<Props>): void => {
        loaded = page;
        if (shown) setReady(true);
      };
      load().then(found, (error: unknown) => shown && setFailure({ error }));
      return () => {
        shown = false;
      };
    }, [ready]);
    // Of a page, for the error boundary. A part that cannot be had must not take the page, and what is typed into it, along.
    if (failure !== null && Waiting !== Nothing) throw failure.error;
    const Page = loaded;
    return ready && Page !== null ? <Page {...props} /> : <Waiting />;
  };
}

function PageWaiting() {
  return <Skeleton height={240} role="status" aria-label={text('loading')} />;
}

function Nothing() {
  return null;
}

type Load<Name extends string, Props> = () => Promise<Readonly<Record<Name, ComponentType<Props>>>>;

async function loadWithTexts<Name extends string, Props>(
  load: Load<Name, Props>,
  name: Name,
  areas: readonly TextArea[],
): Promise<ComponentType<Props>> {
  const [module] = await Promise.all([load(), loadTexts(areas)]);
  return module[name];
}

/**
 * @param name what the module exports the page as
 * @param areas the texts it says besides those of every page; they come at the same time. A test holds them to what it says.
 */
export function lazyPage<Name extends string, Props extends object = object>(
  load: Load<Name, Props>,
  name: Name,
  areas: readonly TextArea[] = [],
) {
  return lazily(() => loadWithTexts(load, name, areas), PageWaiting);
}

/** The same for a part of a page, in whose place nothing is shown until it is there. */
export function lazyPart<Name extends string, Props extends object = object>(
  load: Load<Name, Props>,
  name: Name,
  areas: readonly TextArea[] = [],
) {
  return lazily(() => loadWithTexts(load, name, areas), Nothing);
}
