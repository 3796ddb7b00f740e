/** Shapes of what is told of a user: bounded, and the same for the API and for import. What a name may hold is in identifiers.ts. */
import { Type } from 'typebox';

export const Username = Type.String({ minLength: 1, maxLength: 100 });
export const Email = Type.Union([Type.String({ maxLength: 254 }), Type.Null()]);
export const PersonName = Type.String({ maxLength: 100 });
export const RoleKey = Type.String({ maxLength: 63 });
export const Locale = Type.Union([Type.String({ pattern: '^[a-z]{2}(-[A-Z]{2})?$' }), Type.Null()]);
/** A Station ID; leading zeros count. */
export const StationNumber = Type.String({ pattern: '^\\d{1,10}$' });
export const StationModeField = Type.Union([Type.Literal('static'), Type.Literal('dynamic'), Type.Literal('none')]);
/** What is told of a person's station: `id` with `static`, and only with it. */
export const Station = Type.Object(
  { mode: StationModeField, id: Type.Optional(Type.Union([StationNumber, Type.Null()])) },
  { additionalProperties: false },
);
export const Extension = Type.Union([Type.String({ pattern: '^[0-9]{1,10}$' }), Type.Null()]);
/** Names of teams. */
export const TeamNames = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 });
export const Schedule = Type.Union([Type.String({ maxLength: 100, description: 'Id of a schedule.' }), Type.Null()]);
