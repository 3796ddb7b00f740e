/** The console on an organisation's host. Loaded only when somebody goes there; each page asks for its own permission. */
import { lazy, type ReactNode } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { paths } from '../paths.ts';
import { NotFoundPage, NotPermittedPage } from '../ui/not-found-page.tsx';
import { usePermitted, usePermittedFor } from '../ui/session-context.ts';
import { ConnectedPage } from './connected-page.tsx';
import { PeoplePage } from './people-page.tsx';
import { PersonNewPage } from './person-new-page.tsx';

// Loaded apart: its plots are of use on no other page.
const ShiftPage = lazy(async () => ({ default: (await import('./shift-page.tsx')).ShiftPage }));

function Permitted({ permission, children }: { readonly permission: string; readonly children: ReactNode }) {
  return usePermitted(permission) ? children : <NotPermittedPage />;
}

export function ConsoleArea() {
  const watches = usePermittedFor('read');
  const first = usePermitted('users:read') || !watches ? paths.people : paths.connected;
  return (
    <Switch>
      <Route path={paths.console}>
        <Redirect to={first} replace />
      </Route>
      <Route path={paths.connected}>{watches ? <ConnectedPage /> : <NotPermittedPage />}</Route>
      <Route path={paths.people}>
        <Permitted permission="users:read">
          <PeoplePage />
        </Permitted>
      </Route>
      <Route path={paths.personNew}>
        <Permitted permission="users:create">
          <PersonNewPage />
        </Permitted>
      </Route>
      <Route path={paths.shift}>
        <Permitted permission="seats:read">
          <ShiftPage />
        </Permitted>
      </Route>
      <Route component={NotFoundPage} />
    </Switch>
  );
}
