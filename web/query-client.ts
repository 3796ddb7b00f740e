/** How answers are cached and retried, and the one reaction to "you are no longer signed in". */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isRefusal } from './api/client.ts';
import { sessionOfDocument, sessionQuery } from './api/session.ts';
import { leaveForSignIn } from './leaving.ts';

const retriesMax = 2;
const freshMs = 10_000;

/** Only what may pass by itself is asked again: no answer, or the server busy (5xx). A refusal stays a refusal. */
function mayRetry(failures: number, error: unknown): boolean {
  if (failures >= retriesMax || !(error instanceof ApiError)) return false;
  return error.problem.status === 0 || error.problem.status >= 500;
}

export function createQueryClient(): QueryClient {
  const leaveWhenSignedOut = (error: unknown) => {
    if (!isRefusal(error, 'not_signed_in')) return;
    // Somebody was signed in: the page has a stream, which may know why that is over.
    leaveForSignIn(client.getQueryData(sessionQuery.queryKey)?.organization ?? null);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: { queries: { retry: mayRetry, staleTime: freshMs } },
  });
  client.setQueryData(sessionQuery.queryKey, sessionOfDocument());
  return client;
}
