/** Asks the server to judge a new password while it is typed (P5). The password is sent, never kept or cached. */
import { useEffect, useState } from 'react';
import { type PasswordJudged, passwordCheck } from '../api/passwords.ts';

const typingPauseMs = 250;

export interface PasswordCheck {
  /** The judgement of what was typed last; null until the first one arrives. */
  readonly judged: PasswordJudged | null;
  /** True when the server could not be asked; it judges again on saving. */
  readonly unavailable: boolean;
}

export function usePasswordCheck(password: string): PasswordCheck {
  const [check, setCheck] = useState<PasswordCheck>({ judged: null, unavailable: false });
  useEffect(() => {
    const aborter = new AbortController();
    const ask = async () => {
      try {
        const judged = await passwordCheck(password, aborter.signal);
        setCheck({ judged, unavailable: false });
      } catch {
        if (!aborter.signal.aborted) setCheck((before) => ({ judged: before.judged, unavailable: true }));
      }
    };
    // The rules themselves are shown at once, by judging the empty password.
    const timer = setTimeout(ask, password === '' ? 0 : typingPauseMs);
    return () => {
      clearTimeout(timer);
      aborter.abort();
    };
  }, [password]);
  return check;
}
