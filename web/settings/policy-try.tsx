/** "Try a password": what the rules shown would say of it, by the server's own code; the server is asked about common ones. */
import { Paper, PasswordInput, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { PasswordPolicy } from '../../server/passwords/policy.ts';
import { PasswordRules } from '../account/password-rules.tsx';
import { type PasswordJudged, passwordCheck } from '../api/passwords.ts';
import { judge, loadStrength } from '../passwords/judge.ts';
import { text } from '../texts/texts.ts';

const typingPauseMs = 250;

interface Answer {
  readonly password: string;
  readonly judged: PasswordJudged;
}

/** The server's word on `password`, and whose words count; null until it has spoken. The password is sent, never kept. */
function useAnswer(password: string): { readonly answer: Answer | null; readonly unavailable: boolean } {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [unavailable, setUnavailable] = useState(false);
  const [, setStrengthReady] = useState(false);
  useEffect(() => {
    if (password === '') return;
    const aborter = new AbortController();
    loadStrength().then(
      () => setStrengthReady(true),
      () => undefined, // Tried again with the next letter; the rules are judged without it.
    );
    const timer = setTimeout(async () => {
      try {
        setAnswer({ password, judged: await passwordCheck(password, aborter.signal) });
        setUnavailable(false);
      } catch {
        if (!aborter.signal.aborted) setUnavailable(true);
      }
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
      aborter.abort();
    };
  }, [password]);
  return { answer, unavailable };
}

export function PolicyTry({ policy }: { readonly policy: PasswordPolicy }) {
  const [password, setPassword] = useState('');
  const { answer, unavailable } = useAnswer(password);
  const told = answer?.password === password ? answer.judged.rules.find(({ rule }) => rule === 'blocklist') : undefined;
  const judged = answer && judge(password, policy, answer.judged.context, told?.met === false);
  // What nobody has said yet is not shown as met: the lists stay on the server, which asks them only where its rules say so.
  const rules = judged?.rules.filter(
    ({ rule }) => (rule !== 'blocklist' || told !== undefined) && (rule !== 'min_score' || judged.strengthKnown),
  );
  return (
    <Stack gap="sm">
      <PasswordInput
        label={text('policy.try')}
        description={text('policy.try.hint')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="off"
        maw={480}
        aria-describedby="policy-try-rules"
      />
      {password === '' || judged === null || rules === undefined ? null : (
        <Paper maw={480}>
          <PasswordRules id="policy-try-rules" check={{ judged: { rules, score: judged.score }, unavailable }} typed />
        </Paper>
      )}
    </Stack>
  );
}
