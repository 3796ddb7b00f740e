/** Shapes that the routes of many slices share. */
import { Type } from 'typebox';

/** Options of an object that takes no property besides its own. */
export const closed = { additionalProperties: false } as const;

/** The parameters of a path that names one thing. Whether it is an id of ours, the door finds out. */
export const ById = Type.Object({ id: Type.String({ maxLength: 100 }) }, closed);

/** The query of a list that cannot be narrowed. */
export const NoQuery = Type.Object({}, closed);

/** The body of an act that says everything by its address. */
export const NoBody = Type.Union([Type.Object({}, closed), Type.Null()]);

/** The answer 204. */
export const Done = Type.Unsafe<undefined>({ type: 'null', description: 'Done.' });

export const Moment = Type.String({ format: 'date-time' });

export const MomentOrNull = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });
