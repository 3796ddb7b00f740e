/** How answers are cached and retried, and the one reaction to "you are no longer signed in". */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isRefusal } from './api/client.ts';
import { areaOf, signInPath } from './paths.ts';

const retriesMax = 2;
const freshMs = 10_000;

/** Leaves for the sign-in page, which leads back here afterwards. */
function leaveWhenSignedOut(error: unknown): void {
  if (!isRefusal(error, 'not_signed_in')) return;
  const { pathname, search } = window.location;
  window.location.replace(signInPath(areaOf(pathname), pathname + search));
}

/** Only what may pass by itself is asked again: no answer, or the server busy (5xx). A refusal stays a refusal. */
function mayRetry(failures: number, error: unknown): boolean {
  if (failures >= retriesMax || !(error instanceof ApiError)) return false;
  return error.problem.status === 0 || error.problem.status >= 500;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: { queries: { retry: mayRetry, staleTime: freshMs } },
  });
}
