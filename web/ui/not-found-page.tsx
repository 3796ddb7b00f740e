/** An address that leads nowhere, or to what a role does not include. */
import { Anchor } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { accountPaths, areaOf } from '../paths.ts';
import { text } from '../texts/texts.ts';
import { Page } from './page.tsx';

function HomeLink() {
  const [location] = useLocation();
  return (
    <Anchor component={Link} href={accountPaths(areaOf(location)).home} underline="always" w="fit-content">
      {text('notFound.home')}
    </Anchor>
  );
}

export function NotFoundPage() {
  return (
    <Page title={text('notFound.title')} intro={text('notFound.text')}>
      <HomeLink />
    </Page>
  );
}

export function NotPermittedPage() {
  return (
    <Page title={text('notPermitted.title')} intro={text('notPermitted.text')}>
      <HomeLink />
    </Page>
  );
}
