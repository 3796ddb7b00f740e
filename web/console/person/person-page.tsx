/** Console → one person: finds them, and shows the tab that the address names. */
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { useParams } from 'wouter';
import { type User, userQuery } from '../../api/users.ts';
import { paths } from '../../paths.ts';
import { text } from '../../texts/texts.ts';
import { lazyPage } from '../../ui/lazy-page.tsx';
import { NotFoundPage, NotPermittedPage } from '../../ui/not-found-page.tsx';
import { PageState } from '../../ui/query-state.tsx';
import { useSession } from '../../ui/session-context.ts';
import { PersonFrame } from './person-frame.tsx';
import { PersonOverview } from './person-overview.tsx';
import { type PersonTab, personTabs, tabsFor } from './person-tabs.ts';

interface PersonTabProps {
  readonly user: User;
  /** The entity tag of what is shown, for changing it. */
  readonly tag: string | null;
}

/** What each tab shows; tabs that are rarely opened are loaded when they are. */
const contents: Readonly<Partial<Record<PersonTab, ComponentType<PersonTabProps>>>> = {
  overview: PersonOverview,
  passwords: lazyPage(() => import('./person-passwords.tsx'), 'PersonPasswords', [
    'account',
    'credentials',
    'second-factor',
  ]),
  'second-factor': lazyPage(() => import('./person-second-factor.tsx'), 'PersonSecondFactor', [
    'account',
    'second-factor',
  ]),
  sessions: lazyPage(() => import('./person-sessions.tsx'), 'PersonSessions', ['account']),
  activity: lazyPage(() => import('./person-activity.tsx'), 'PersonActivity', ['audit', 'audit-actions', 'refusals']),
  'sign-in': lazyPage(() => import('../sign-in-check/sign-in-check-page.tsx'), 'PersonSignInCheck', [
    'refusals',
    'sign-in-check',
  ]),
};

export function PersonPage() {
  const { id = '', tab: asked = 'overview' } = useParams();
  const query = useQuery(userQuery(id));
  const { permissions } = useSession().role;
  const tab = personTabs.find((one) => one.tab === asked)?.tab;
  const Content = tab && contents[tab];
  if (tab === undefined || Content === undefined) return <NotFoundPage />;
  if (!tabsFor(permissions).some((one) => one.tab === tab)) return <NotPermittedPage />;
  return (
    <PageState
      query={query}
      frame={{ title: text('people.title'), back: { href: paths.people, label: text('people.title') } }}
    >
      {({ answer: user, tag }) => (
        <PersonFrame key={`${user.id} ${tab}`} user={user} tab={tab}>
          <Content user={user} tag={tag} />
        </PersonFrame>
      )}
    </PageState>
  );
}
