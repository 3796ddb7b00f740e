/** What the API answers about sessions. `SessionAnswer` describes a text that is kept ready, so nothing is written by it. */
import { Type } from 'typebox';
import { Moment } from '../platform/http/shapes.ts';

const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });

export const SessionAnswer = Type.Unsafe<string>(
  Type.Object({
    user: Type.Object({
      id: Type.String(),
      username: Type.String(),
      email: NullableString,
      firstName: Type.String(),
      lastName: Type.String(),
      displayName: Type.String(),
      locale: NullableString,
    }),
    role: Type.Object({ key: Type.String(), name: Type.String(), permissions: Type.Array(Type.String()) }),
    organization: Type.Union([
      Type.Object({
        slug: Type.String(),
        name: Type.String(),
        timeZone: Type.String(),
        locale: NullableString,
        branding: Type.Object({ accentColor: NullableString, logoUrl: NullableString }),
      }),
      Type.Null({ description: 'Operators belong to none.' }),
    ]),
    home: Type.String(),
    session: Type.Object({
      id: Type.String(),
      since: Moment,
      idleExpiresAt: Moment,
      absoluteExpiresAt: Moment,
    }),
    seat: Type.Union([Type.Object({ since: Moment }), Type.Null({ description: 'They need none, or lost theirs.' })]),
    station: Type.Union([
      Type.Object({
        id: Type.String({ description: 'Digits; leading zeros count.' }),
        mode: Type.Union([Type.Literal('static'), Type.Literal('dynamic'), Type.Literal('none')]),
      }),
      Type.Null(),
    ]),
    passwordExpiresAt: NullableString,
  }),
);

export const SessionList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      current: Type.Boolean(),
      browser: Type.String(),
      address: Type.String(),
      since: Moment,
      lastSeenAt: Moment,
    }),
  ),
  next: Type.Null(),
});

export const PersonSessionList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.Union([Type.Literal('browser'), Type.Literal('native')]),
      browser: Type.String(),
      address: Type.String(),
      since: Moment,
      lastSeenAt: Moment,
      station: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'That the person holds.' }),
      tabs: Type.Array(
        Type.Object({ id: Type.String(), browser: Type.String(), address: Type.String(), since: Moment }),
        { description: 'Connected now.' },
      ),
    }),
  ),
  next: Type.Null(),
});
