/** Asks for something anew when it has changed, as often as makes sense. */

/**
 * A function that runs `act`, but never twice at once and not more often than every `intervalMs`; what is asked for meanwhile is
 * done once, afterwards, so that the last change is always seen.
 */
export function onceAtATime(act: () => Promise<unknown>, intervalMs: number): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      const pause = new Promise((resolve) => setTimeout(resolve, intervalMs));
      // What became of it is shown by whoever asked; here it only has to be over.
      await Promise.allSettled([act(), pause]);
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else {
      running = true;
      void run();
    }
  };
}
