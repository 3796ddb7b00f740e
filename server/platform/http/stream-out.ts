/** Streams whose length nobody knows: written no faster than the reader takes them, and not for ever. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Writable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Milliseconds a reader may take nothing; a stalled one must not hold an export open for ever. */
const stallMs = 60_000;

/**
 * Waits until the text has left for the file or the socket, so that a slow reader slows the reading of rows too.
 * @throws Error when the reader goes away, or takes nothing for a minute
 */
export async function writeOut(output: Writable, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (error?: Error | null): void => reject(error ?? new Error('The reader of the export went away.'));
  const timer = setTimeout(() => fail(new Error('The reader of the export takes nothing.')), stallMs);
  output.once('close', fail);
  output.write(text, (error) => (error || output.destroyed ? fail(error) : resolve()));
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    output.off('close', fail);
  }
}

/**
 * Answers with a file to download, which `write` writes to the socket and which may take longer than a request. It is taken out of
 * Fastify's hands when `write` says that it begins: only the socket knows what has left. What fails before is answered as ever; what
 * fails after breaks the connection, so that nobody takes a part for the whole.
 */
export async function sendDownload(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, name }: { readonly type: string; readonly name: string },
  write: (output: Writable, begin: () => void) => Promise<void>,
): Promise<void> {
  const begin = (): void => {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders), // Fastify's own type of the same headers
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
    });
  };
  try {
    await write(reply.raw, begin);
    reply.raw.end();
  } catch (error) {
    if (!reply.sent) throw error;
    request.log.error({ err: error, reference: request.id }, 'export broken off');
    reply.raw.destroy();
  }
}
