/** What the API answers about organisations. Fastify writes answers by these: what is not described here never leaves. */
import { Type } from 'typebox';
import { CreatedUserAnswer } from '../users/schemas.ts';
import type { CreatedUser } from '../users/users.ts';
import type { Organization } from './organization.ts';

// Unsafe names the type that the door returns: the same fields, but read-only.
export const OrganizationAnswer = Type.Unsafe<Organization>(
  Type.Object({
    slug: Type.String(),
    domain: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'Host name of its own, in A-labels. Null: only the address below the base host.',
    }),
    name: Type.String(),
    timeZone: Type.String({ description: 'IANA name.' }),
    locale: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'Null: that of each browser.' }),
    seats: Type.Integer(),
    seatlessRoles: Type.Boolean({ description: 'Whether it may have roles that take no seat.' }),
    status: Type.Unsafe<Organization['status']>({ type: 'string', enum: ['active', 'suspended'] }),
    address: Type.String({
      description: 'Where its people sign in: its own domain if it has one. Mails and links lead there.',
    }),
    users: Type.Integer(),
    seatsInUse: Type.Integer(),
    exportedRecently: Type.Boolean({ description: 'Within the hour, so that it may be deleted.' }),
    createdAt: Type.String({ format: 'date-time' }),
  }),
);

export const OrganizationPageAnswer = Type.Object({
  items: Type.Array(OrganizationAnswer),
  next: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
});

export const CreatedOrganizationAnswer = Type.Unsafe<{ organization: Organization; administrator?: CreatedUser }>(
  Type.Object({ organization: OrganizationAnswer, administrator: Type.Optional(CreatedUserAnswer) }),
);
