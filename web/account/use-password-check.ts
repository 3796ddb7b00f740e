/**
 * Judges a new password while it is typed (P5), by the code that the server runs; the server is asked about the list of common
 * passwords. The password is sent, never kept or cached.
 */
import { useEffect, useRef, useState } from 'react';
import type { PasswordContext } from '../../server/passwords/context-words.ts';
import { type PasswordJudged, passwordCheck, type RuleJudged } from '../api/passwords.ts';
import { judge, loadStrength } from '../passwords/judge.ts';

const typingPauseMs = 250;

export interface PasswordCheck {
  /** The judgement of what stands in the field; null until the rules are known. */
  readonly judged: Pick<PasswordJudged, 'rules' | 'score'> | null;
  /** True when the server could not be asked; it judges again on saving. */
  readonly unavailable: boolean;
}

/** What the server said last, and of which password. */
interface Answer {
  readonly password: string;
  readonly judged: PasswordJudged;
}

/** The verdict on `password`, of which the server may have spoken already. What nobody can say yet counts as not met. */
function verdict(
  password: string,
  { password: asked, judged: told }: Answer,
  whose: Whose,
): NonNullable<PasswordCheck['judged']> {
  const answered = asked === password;
  const toldOf = (name: string): RuleJudged | undefined =>
    answered ? told.rules.find(({ rule }) => rule === name) : undefined;
  const blocked = toldOf('blocklist')?.met === false;
  const { rules, score, strengthKnown } = judge(password, told.policy, { ...told.context, ...whose }, blocked);
  const isKnown = (name: string): boolean =>
    name === 'blocklist' ? answered : name === 'min_score' ? strengthKnown : true;
  return {
    rules: rules.map((one) => (isKnown(one.rule) ? one : (toldOf(one.rule) ?? { ...one, met: false }))),
    score: strengthKnown || !answered ? score : told.score,
  };
}

/** Whose words the password must not be built from, where that is not the person who types it. */
type Whose = Partial<Pick<PasswordContext, 'username' | 'email' | 'firstName' | 'lastName'>>;

/** @param whose an administrator sets it for somebody else */
export function usePasswordCheck(password: string, whose: Whose = {}): PasswordCheck {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [unavailable, setUnavailable] = useState(false);
  // Renders once more when the word lists have come, so that what is shown is judged with them.
  const [, setStrengthReady] = useState(false);
  const first = useRef(true);
  const typed = password !== '';
  useEffect(() => {
    if (!typed) return;
    loadStrength().then(
      () => setStrengthReady(true),
      () => undefined, // Tried again when somebody types anew; the rules are judged without them.
    );
  }, [typed]);
  useEffect(() => {
    const aborter = new AbortController();
    const ask = async () => {
      try {
        const judged = await passwordCheck(password, aborter.signal);
        setAnswer({ password, judged });
        setUnavailable(false);
      } catch {
        if (!aborter.signal.aborted) setUnavailable(true);
      }
    };
    // The rules themselves are asked for at once, by judging the empty password, but once only: how often is limited.
    const timer = setTimeout(ask, first.current ? 0 : typingPauseMs);
    first.current = false;
    return () => {
      clearTimeout(timer);
      aborter.abort();
    };
  }, [password]);
  return { judged: answer === null ? null : verdict(password, answer, whose), unavailable };
}
