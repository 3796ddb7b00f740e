/** The search of a list. What was typed lives in the address (`?search=`), so that it survives reload, back and sharing. */
import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { text } from '../texts/texts.ts';
import { hasHeaderSearch } from './header-search.ts';
import { useSession } from './session-context.ts';

const typingPauseMs = 200;

/** The search in the address, and how to change it. */
export function useSearch(): [string, (search: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = (search: string) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (search === '') after.delete('search');
        else after.set('search', search);
        return after;
      },
      { replace: true },
    );
  return [parameters.get('search') ?? '', set];
}

export function SearchField({ label, hint }: { readonly label: string; readonly hint: string }) {
  const [search, setSearch] = useSearch();
  const [typed, setTyped] = useState(search);
  const [shown, setShown] = useState(search);
  // What the address says anew: somebody went back, or took the filters back.
  if (search !== shown) {
    setShown(search);
    if (search !== typed.trim()) setTyped(search);
  }
  const inputRef = useRef<HTMLInputElement>(null);
  // Whoever has gone on to another page is not called back.
  const searchSoon = useDebouncedCallback((value: string, page: string) => {
    if (location.pathname === page) setSearch(value.trim());
  }, typingPauseMs);
  // Where the header has a search, the key is that one's.
  const hasKey = !hasHeaderSearch(useSession());
  useHotkeys(hasKey ? [['/', () => inputRef.current?.focus()]] : []);
  const change = (value: string) => {
    setTyped(value);
    searchSoon(value, location.pathname);
  };
  return (
    <TextInput
      ref={inputRef}
      type="search"
      label={label}
      description={hint}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSectionPointerEvents="all"
      rightSection={
        typed === '' ? (
          hasKey ? (
            <Kbd aria-hidden size="xs">
              /
            </Kbd>
          ) : null
        ) : (
          <CloseButton
            aria-label={text('search.clear')}
            onClick={() => {
              change('');
              inputRef.current?.focus();
            }}
          />
        )
      }
      autoComplete="off"
      spellCheck={false}
      maw={420}
    />
  );
}
