/**
 * Answers that the document asked for while the scripts were still on their way (server/home/first-load.ts). Each is taken once,
 * by whoever asks for the same; who comes late asks anew.
 */

declare global {
  /** By path and query; null: no answer came. */
  var usherFirst: Record<string, Promise<Response | null>> | undefined;
}

/** Counted from the navigation: what came with the page is the page's, not that of one which is opened minutes later. */
const freshMs = 10_000;

/** The answer to this request if the document has made it; null: ask. */
export async function takeFirstAnswer(method: string, path: string): Promise<Response | null> {
  const answers = globalThis.usherFirst;
  if (method !== 'GET' || answers === undefined || !Object.hasOwn(answers, path)) return null;
  const answer = answers[path] ?? null;
  delete answers[path];
  return performance.now() < freshMs ? answer : null;
}
