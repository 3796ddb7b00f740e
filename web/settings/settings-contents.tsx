/** Beside the cards of a long section: what is on the page, what of it is not the default, and finding one setting by a word. */
import { Anchor, Box, CloseButton, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import type { FlatSettings } from '../../server/tenants/setting-paths.ts';
import { plural, text } from '../texts/texts.ts';
import { anchorOf, type ContentsCard, type ContentsPage, changedOf, settingsFound } from './contents.ts';
import { settingPages } from './sections.ts';
import { settingName } from './setting-words.ts';
import classes from './settings-contents.module.css';
import { goToAnchor } from './use-anchor.ts';

interface ListProps {
  readonly cards: readonly ContentsCard[];
  readonly inForce: FlatSettings;
}

function Cards({ cards, inForce }: ListProps) {
  return (
    <ul className={classes.list}>
      {cards.map((card) => {
        const changed = changedOf(card, inForce).length;
        return (
          <li key={card.id}>
            <Anchor href={`#${card.id}`} size="sm" className={classes.link} onClick={goToAnchor}>
              {text(card.title)}
            </Anchor>
            {changed === 0 ? null : (
              <Text size="xs" c="dimmed" className={classes.note}>
                {plural('settings.contents.changed', changed)}
              </Text>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Results({ here, typed }: { readonly here: string; readonly typed: string }) {
  // What is on this page comes first.
  const pages = settingPages.toSorted((one, other) => Number(other.href === here) - Number(one.href === here));
  const found = settingsFound(pages, typed);
  return (
    <>
      <Text size="xs" c="dimmed" role="status" mt="xs">
        {plural('settings.contents.found', found.length)}
        {found.length === 0 ? ` ${text('settings.contents.found.help')}` : ''}
      </Text>
      <ul className={classes.list}>
        {found.map(({ href, card, path }) => (
          <li key={path}>
            {href === here ? (
              <Anchor href={`#${anchorOf(path)}`} size="sm" className={classes.link} onClick={goToAnchor}>
                {settingName(path)}
              </Anchor>
            ) : (
              <Anchor component={Link} href={`${href}#${anchorOf(path)}`} size="sm" className={classes.link}>
                {settingName(path)}
              </Anchor>
            )}
            <Text size="xs" c="dimmed" className={classes.note}>
              {text(card.title)}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}

export function SettingsContents({ page, inForce }: { readonly page: ContentsPage; readonly inForce: FlatSettings }) {
  const [typed, setTyped] = useState('');
  const list = useId();
  const clear = () => setTyped('');
  return (
    <Box component="nav" aria-label={text('settings.contents')} className={classes.contents}>
      <TextInput
        label={text('settings.contents.find')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') clear();
          // The first that was found, as in the search of the header.
          if (event.key === 'Enter') document.getElementById(list)?.querySelector<HTMLElement>('a')?.click();
        }}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={typed === '' ? null : <CloseButton size="sm" aria-label={text('search.clear')} onClick={clear} />}
        maxLength={60}
        autoComplete="off"
        spellCheck={false}
      />
      <div id={list}>
        {typed.trim() === '' ? (
          <Cards cards={page.cards} inForce={inForce} />
        ) : (
          <Results here={page.href} typed={typed} />
        )}
      </div>
    </Box>
  );
}
