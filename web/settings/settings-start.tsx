/** Console → Settings: leads to the first section that the viewer may open. */
import { Redirect } from 'wouter';
import { paths } from '../paths.ts';
import { useSession } from '../ui/session-context.ts';
import { sectionsFor } from './settings-sections.ts';

export function SettingsStart() {
  const [first] = sectionsFor(useSession().role.permissions);
  return <Redirect to={first?.href ?? paths.home} replace />;
}
