/** Limits of the lock-out that more than one file must know. */

/** Minutes of a source's window: an address that fails too often waits at most so long. */
export const sourceWindowMinutes = 10;
