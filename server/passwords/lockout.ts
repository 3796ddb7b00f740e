/**
 * The lock-out's door (S9): reserve an attempt before hashing, note how it ended, erase, ask. Sign-in reserves and notes; users
 * erases on unlock. The rules live in one guarded statement each, so that no caller can count wrongly; the names here are the
 * whole of what other slices may do with attempts.
 */
export {
  type AttemptReservation,
  attemptErase,
  attemptEraseAll,
  attemptFail,
  attemptIsLocked,
  attemptPrune,
  attemptReserve,
  type Bucket,
  type LockRule,
  lockedElsewhere,
  sourceWindowMinutes,
} from './store-attempts.ts';
