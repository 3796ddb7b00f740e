/** Reads `text/event-stream` (WHATWG HTML, 9.2.6) from a fetch; `EventSource` would hide status codes and give up after a 503. */

/** One event: its name and what it says, empty where that is no JSON object. */
export interface StreamEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Far above any event of Usher's; a stream that sends more without an end is none of its. */
const charactersMax = 65_536;

/** What one event block says; null for a comment or a block without data. */
function eventOf(block: string): StreamEvent | null {
  // The standard calls it "message", which here is an event of its own.
  let name = '';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([a-z]+): ?(.*)/.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
  }
  if (data.length === 0) return null;
  try {
    // Spreading makes an object of whatever it is.
    return { name, data: { ...JSON.parse(data.join('\n')) } };
  } catch {
    return { name, data: {} };
  }
}

/**
 * Hands each event to `onEvent` until that returns something, which is then the answer, or the stream ends (undefined).
 * @param onBytes called for whatever arrives, comments too
 * @throws when the connection breaks or is aborted
 */
export async function readEvents<Answer>(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
  onEvent: (event: StreamEvent) => Answer | undefined,
): Promise<Answer | undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      onBytes();
      text = (text + decoder.decode(value, { stream: true })).replace(/\r\n/g, '\n');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        const answer = event === null ? undefined : onEvent(event);
        if (answer !== undefined) return answer;
      }
      if (text.length > charactersMax) return undefined;
    }
  } finally {
    // It may be broken already; ending it is all that is wanted.
    reader.cancel().catch(() => undefined);
  }
}
