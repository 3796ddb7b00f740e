/** A team as SCIM shows it (RFC 7643 section 4.2). Pure. */
import { displayName } from '../users/user.ts';
import { groupSchema } from './group-change.ts';
import type { ScimGroupRow, ScimMemberRow } from './store-groups.ts';
import type { Resource } from './user-resource.ts';

export function groupVersion(row: Pick<ScimGroupRow, 'version'>): string {
  return `W/"${row.version}"`;
}

/** @param members null where they were not asked for */
export function groupResource(row: ScimGroupRow, members: readonly ScimMemberRow[] | null, base: string): Resource {
  return {
    schemas: [groupSchema],
    id: row.id,
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    displayName: row.name,
    ...(members === null
      ? {}
      : {
          members: members.map((one) => ({
            value: one.user_id,
            display: displayName(one),
            type: 'User',
            $ref: `${base}/Users/${one.user_id}`,
          })),
        }),
    meta: {
      resourceType: 'Group',
      created: row.created_at.toISOString(),
      lastModified: row.updated_at.toISOString(),
      location: `${base}/Groups/${row.id}`,
      version: groupVersion(row),
    },
  };
}
