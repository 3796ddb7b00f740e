/** How much is left until something ends, in the words that fit. */
import { useEffect, useState } from 'react';
import { plural, text } from '../texts/texts.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** `5 minutes left.`, in the last minute `40 seconds left.`; minutes are rounded up. */
export function leftText(leftMs: number): string {
  if (leftMs <= 0) return text('ending.over');
  if (leftMs <= minuteMs) return plural('ending.seconds', Math.ceil(leftMs / secondMs));
  return plural('ending.minutes', Math.ceil(leftMs / minuteMs));
}

/** Milliseconds until `endsAtMs` (Unix ms), told anew each second; not above the time of the first look. */
export function useLeft(endsAtMs: number): number {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), secondMs);
    return () => clearInterval(timer);
  }, []);
  return endsAtMs - nowMs;
}
