/** What a role is called: the built-in ones in the reader's language, others as the organisation named them. */
import { useQuery } from '@tanstack/react-query';
import { type Role, rolesQuery } from '../../api/roles.ts';
import { textOr } from '../../texts/texts.ts';
import { usePermitted } from '../../ui/session-context.ts';

export function roleName({ key, name }: Pick<Role, 'key' | 'name'>): string {
  return textOr(`role.${key}`, name);
}

/** What the role of a key is called; the key itself where nobody may look the name up. */
export function useRoleName(): (key: string) => string {
  const permitted = usePermitted('roles:read');
  const { data } = useQuery({ ...rolesQuery, enabled: permitted });
  return (key) => roleName(data?.items.find((role) => role.key === key) ?? { key, name: key });
}
