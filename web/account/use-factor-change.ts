/** A change of the own second factors: asks who it is where needed, tells what failed, and reads the new state. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { secondFactorQuery } from '../api/second-factor.ts';
import { PasskeyError } from '../api/webauthn.ts';
import { text } from '../texts/texts.ts';
import { notifyFailure, notifyProblem } from '../ui/notify.tsx';
import { NotConfirmed, useIdentityCheck } from './identity-check.tsx';

/** Tells what went wrong; what the person gave up themselves needs no words. */
function tell(error: unknown): void {
  if (error instanceof NotConfirmed) return;
  if (!(error instanceof PasskeyError)) notifyFailure(error);
  else if (error.failure !== 'cancelled')
    notifyProblem(
      text(`factor.passkey.${error.failure}`),
      error.failure === 'exists' ? undefined : text('factor.passkey.failed.help'),
    );
}

export interface FactorChange<Given> {
  mutate(given: Given): void;
  reset(): void;
  readonly isPending: boolean;
  /** What a dialog shows; null also when the person did not confirm who they are. */
  readonly error: Error | null;
}

/** @param options.quiet a dialog shows the error; otherwise a message in the corner does */
export function useFactorChange<Given, Result>(
  act: (given: Given) => Promise<Result>,
  { onDone, quiet = false }: { readonly onDone?: (result: Result) => void; readonly quiet?: boolean } = {},
): FactorChange<Given> {
  const check = useIdentityCheck();
  const queryClient = useQueryClient();
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: (given: Given) => check(() => act(given)),
    onSuccess: async (result) => {
      await queryClient.invalidateQueries(secondFactorQuery);
      onDone?.(result);
    },
    onError: (failure) => {
      if (!quiet) tell(failure);
    },
  });
  return { mutate, reset, isPending, error: error instanceof NotConfirmed ? null : error };
}
