/** What the list of people shows of their state, and can be narrowed to; `active`: neither inactive, disabled nor locked. Pure. */
export const userStates = ['active', 'inactive', 'disabled', 'locked', 'never_signed_in', 'email_problem'] as const;
export type UserState = (typeof userStates)[number];
