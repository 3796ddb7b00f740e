/** The web application: finds out who is signed in, dresses the pages in the organisation's accent, and routes. */
import { Center, Loader, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { IconBuilding, IconHome, IconServer } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { isRefusal } from './api/client.ts';
import { type Session, sessionQuery } from './api/session.ts';
import { Connected } from './connection/connected.tsx';
import { consoleRail } from './console/rail.tsx';
import { HomePage } from './home/home-page.tsx';
import { areaOf, paths } from './paths.ts';
import { text } from './texts/texts.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { LoadFailure } from './ui/failure.tsx';
import { hasHeaderSearch } from './ui/header-search.ts';
import { lazyPage, lazyPart } from './ui/lazy-page.tsx';
import { NotFoundPage } from './ui/not-found-page.tsx';
import { SessionContext } from './ui/session-context.ts';
import { type RailEntry, Shell } from './ui/shell.tsx';
import { cssVariables, themeFor } from './ui/theme.ts';
import { aroundNavigation } from './ui/unsaved.ts';
import { UnsavedDialog } from './ui/unsaved-dialog.tsx';

const ChangePasswordPage = lazyPage(() => import('./account/change-password-page.tsx'), 'ChangePasswordPage', [
  'account',
]);
const SecurityPage = lazyPage(() => import('./account/security-page.tsx'), 'SecurityPage', [
  'account',
  'second-factor',
]);
const PortalPasswordPage = lazyPage(() => import('./account/portal-password-page.tsx'), 'PortalPasswordPage', [
  'account',
  'credentials',
  'second-factor',
]);
const OperatorArea = lazyPage(() => import('./operator/operator-area.tsx'), 'OperatorArea', [
  'installation',
  'operator',
  'user',
]);
// Agents have no use for it.
const PeopleFinder = lazyPart(() => import('./console/console-area.tsx'), 'PeopleFinder');
const ConsoleArea = lazyPage(() => import('./console/console-area.tsx'), 'ConsoleArea');

/** The areas that this person may open. */
function railOf(session: Session, operator: boolean): readonly RailEntry[] {
  if (operator) {
    const organizations = {
      href: paths.operator,
      label: text('organizations.title'),
      icon: <IconBuilding size={18} aria-hidden />,
    };
    const installation = {
      href: paths.installation,
      label: text('installation.title'),
      icon: <IconServer size={18} aria-hidden />,
    };
    return session.role.permissions.includes('installation:read') ? [organizations, installation] : [organizations];
  }
  const home = { href: paths.home, label: text('home.title'), icon: <IconHome size={18} aria-hidden /> };
  return [home, ...consoleRail(session.role.permissions)];
}

function OrganizationRoutes() {
  return (
    <Switch>
      <Route path={paths.home} component={HomePage} />
      <Route path={paths.account}>
        <Redirect to={paths.accountPassword} replace />
      </Route>
      <Route path={paths.accountPassword} component={ChangePasswordPage} />
      <Route path={paths.accountSecurity} component={SecurityPage} />
      <Route path={paths.accountPortalPassword} component={PortalPasswordPage} />
      <Route path={`${paths.console}/*?`} component={ConsoleArea} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}

function OperatorRoutes() {
  return (
    <Switch>
      <Route path={paths.accountSecurity}>
        <Redirect to={paths.operatorAccountSecurity} replace />
      </Route>
      <Route path={`${paths.account}/*?`}>
        <Redirect to={paths.operatorAccountPassword} replace />
      </Route>
      <Route path={paths.operatorAccountPassword} component={ChangePasswordPage} />
      <Route path={paths.operatorAccountSecurity} component={SecurityPage} />
      <Route component={OperatorArea} />
    </Switch>
  );
}

function SignedIn({ session }: { readonly session: Session }) {
  const [location] = useLocation();
  // The base host serves /account too; an operator who comes there belongs to the operators' place all the same.
  const operator = areaOf(location) === 'operator' || areaOf(session.home) === 'operator';
  const search = operator || !hasHeaderSearch(session) ? null : <PeopleFinder />;
  const shell = (
    <Shell area={operator ? 'operator' : 'organization'} rail={railOf(session, operator)} search={search}>
      <ErrorBoundary resetKey={location}>{operator ? <OperatorRoutes /> : <OrganizationRoutes />}</ErrorBoundary>
    </Shell>
  );
  return <SessionContext value={session}>{operator ? shell : <Connected>{shell}</Connected>}</SessionContext>;
}

function Waiting() {
  return (
    <Center component="main" h="100vh">
      <Loader role="status" aria-label={text('loading')} />
    </Center>
  );
}

/** @param nonce the nonce of this answer's content security policy, for the styles that Mantine writes. */
export function App({ nonce }: { readonly nonce: string }) {
  const query = useQuery(sessionQuery);
  const accentColor = query.data?.organization?.branding.accentColor ?? null;
  const theme = useMemo(() => themeFor(accentColor), [accentColor]);
  // Signed out: the query client is already on its way to the sign-in page.
  const leaving = isRefusal(query.error, 'not_signed_in');
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
      deduplicateInlineStyles
    >
      <Notifications position="bottom-right" />
      {/* Also when that is over: the page then says why, or leaves. */}
      {query.data !== undefined ? (
        <Router aroundNav={aroundNavigation}>
          <SignedIn session={query.data} />
          <UnsavedDialog />
        </Router>
      ) : null}
      {query.data === undefined && (query.isPending || leaving) ? <Waiting /> : null}
      {query.data === undefined && query.isError && !leaving ? (
        <Center component="main" mih="100vh" p="md">
          <LoadFailure error={query.error} onRetry={() => query.refetch()} />
        </Center>
      ) : null}
    </MantineProvider>
  );
}
