/** Asks for something anew, whatever is under way. */
import type { InvalidateQueryFilters, Query, QueryClient } from '@tanstack/react-query';

const unanswered = (query: Query): boolean => query.state.data === undefined;

/**
 * As `invalidateQueries`, but also where the first answer is still under way: that would be taken for the new one, though it may be
 * from before the change. Such a one is asked for again, whatever `refetchType` says of the others.
 */
export async function reloadQueries(queryClient: QueryClient, filter: InvalidateQueryFilters): Promise<void> {
  const { refetchType: _, ...which } = filter;
  await queryClient.cancelQueries({ ...which, predicate: unanswered });
  await Promise.all([
    queryClient.invalidateQueries(filter),
    queryClient.refetchQueries({ ...which, type: 'active', predicate: unanswered }),
  ]);
}
