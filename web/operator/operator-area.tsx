/** The operators' place on the base host. Loaded only when somebody goes there. */
import { Route, Switch } from 'wouter';
import { paths, patterns } from '../paths.ts';
import { NotFoundPage } from '../ui/not-found-page.tsx';
import { InstallationPage } from './installation-page.tsx';
import { OrganizationNewPage } from './organization-new-page.tsx';
import { OrganizationPage } from './organization-page.tsx';
import { OrganizationsPage } from './organizations-page.tsx';

export function OperatorArea() {
  return (
    <Switch>
      <Route path={paths.operator} component={OrganizationsPage} />
      <Route path={paths.installation} component={InstallationPage} />
      <Route path={paths.organizationNew} component={OrganizationNewPage} />
      <Route path={patterns.organization} component={OrganizationPage} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
