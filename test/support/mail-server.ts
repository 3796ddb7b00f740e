// A real SMTP server on loopback, for tests: keeps what it took, and refuses what a test wants refused.
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** Part of what it answers when it refuses: a real server may repeat what it was sent. */
export const refusedWords = 'Canary-7Kq2-xW9p';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export interface MailServer {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  connections: number;
  close(): Promise<void>;
}

export type Answer = (received: Received, count: number) => Promise<number | null>;

/** Gives the code with which a sender or a recipient is refused, or null to take it. */
export type EnvelopeAnswer = (
  stage: 'MAIL FROM' | 'RCPT TO',
  address: string,
) => number | null | Promise<number | null>;

/** A real SMTP server; `answer` gives the code with which a message is refused, or null to take it. */
export async function mailServer(
  answer: Answer = async () => null,
  port = 0,
  envelopeAnswer: EnvelopeAnswer = () => null,
): Promise<MailServer> {
  type Callback = (error?: Error | null) => void;
  async function judge(stage: 'MAIL FROM' | 'RCPT TO', address: string, callback: Callback): Promise<void> {
    const code = await envelopeAnswer(stage, address);
    callback(code === null ? null : Object.assign(new Error('5.1.1 refused'), { responseCode: code }));
  }
  const received: Received[] = [];
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onConnect: (_session, callback) => {
      state.connections += 1;
      callback();
    },
    onMailFrom: ({ address }, _session, callback) => void judge('MAIL FROM', address, callback),
    onRcptTo: ({ address }, _session, callback) => void judge('RCPT TO', address, callback),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const { mailFrom, rcptTo } = session.envelope;
        const one = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        };
        count += 1;
        const code = await answer(one, count);
        if (code === null) {
          received.push(one);
          callback();
          return;
        }
        callback(Object.assign(new Error(`refused, because it said ${refusedWords}`), { responseCode: code }));
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as AddressInfo; // a TCP server that listens has one
  const state: MailServer = {
    url: `smtp://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    connections: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return state;
}
