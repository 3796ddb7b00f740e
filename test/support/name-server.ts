// A DNS server on this machine (RFC 1035) that says what a test wants, and counts what it is asked.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface NameServer {
  /** `127.0.0.1:port`, as a resolver takes it. */
  readonly address: string;
  /** Questions for IPv4 addresses so far. */
  asked(): number;
  close(): Promise<void>;
}

const typeA = 1;

/** The end of the one question of a query, after its name, type and class; and the type. */
function questionOf(query: Buffer): { end: number; type: number } {
  let at = 12;
  while ((query[at] ?? 0) !== 0) at += 1 + (query[at] ?? 0);
  return { end: at + 5, type: query.readUInt16BE(at + 1) };
}

/** The answer to a query: these IPv4 addresses, to be kept by nobody; no other type has any. */
function answerTo(query: Buffer, addresses: readonly string[]): Buffer {
  const { end } = questionOf(query);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, query.subarray(12, end), ...records]);
}

/** @param addressesOf the addresses to say at the nth question, from 0; null: it does not answer at all */
export async function nameServer(addressesOf: (nth: number) => readonly string[] | null): Promise<NameServer> {
  const socket = createSocket('udp4');
  let asked = 0;
  socket.on('message', (query, { port, address }) => {
    const isA = questionOf(query).type === typeA;
    const addresses = isA ? addressesOf(asked) : [];
    if (isA) asked += 1;
    if (addresses !== null) socket.send(answerTo(query, addresses), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked: () => asked,
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
