/** Limits of the lock-out that more than one file must know. */

/** Minutes of a source's window: an address that fails too often waits at most so long. */
export const sourceWindowMinutes = 10;

/** In its window a source may fail so often, but never less than this share of the users. */
export const sourceFailuresMax = 20;
export const sourceFailuresShare = 0.02;
