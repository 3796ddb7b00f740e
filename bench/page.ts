// Weight of the sign-in page: the page and everything its HTML names, as bytes on the wire with their headers.
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Figure } from './figures.ts';
import { requestText } from './load.ts';
import type { People } from './people.ts';
import { hostOf, type Stage } from './stage.ts';

interface Fetched {
  readonly status: number;
  readonly bytes: number;
  readonly text: string;
  readonly encoding: string;
}

/** One request on a connection of its own, so that every byte that comes back is counted. */
async function fetchRaw(port: number, host: string, path: string, acceptEncoding: string): Promise<Fetched> {
  const socket = connect({ host: '127.0.0.1', port });
  const headers = { accept: 'text/html,*/*;q=0.8', 'accept-encoding': acceptEncoding, connection: 'close' };
  socket.write(requestText({ method: 'GET', path, host, headers }));
  const received = await buffer(socket);
  const end = received.indexOf('\r\n\r\n');
  const head = received.toString('latin1', 0, end);
  const location = /\r\nlocation: *(\S+)/i.exec(head)?.[1];
  const status = Number(head.slice(9, 12));
  if (location !== undefined && status >= 300 && status < 400) {
    const next = await fetchRaw(port, host, new URL(location, `http://${host}`).pathname, acceptEncoding);
    return { ...next, bytes: next.bytes + received.length };
  }
  return {
    status,
    bytes: received.length,
    text: received.toString('utf8', end + 4),
    encoding: /\r\ncontent-encoding: *(\S+)/i.exec(head)?.[1] ?? 'identity',
  };
}

/** Paths that a browser fetches for this page by itself. Without an icon it asks for /favicon.ico. */
function namedBy(html: string): string[] {
  const sources = [...html.matchAll(/<(?:script|img|source|iframe)\b[^>]*?\ssrc="([^"]+)"/g)].map(
    ([, path]) => path ?? '',
  );
  const links = [...html.matchAll(/<link\b[^>]*>/g)]
    .map(([tag]) => ({ rel: /\srel="([^"]*)"/.exec(tag)?.[1] ?? '', href: /\shref="([^"]*)"/.exec(tag)?.[1] ?? '' }))
    .filter(({ rel }) => /stylesheet|icon|preload|manifest/.test(rel));
  const icon = links.some(({ rel }) => rel.includes('icon')) ? [] : ['/favicon.ico'];
  return [...sources, ...links.map(({ href }) => href), ...icon].filter((path) => !path.startsWith('data:'));
}

export async function measurePage(stage: Stage, people: People): Promise<Figure[]> {
  const host = hostOf(stage.server, people.tenant);
  const { port } = stage.server;
  const page = await fetchRaw(port, host, '/sign-in', 'identity');
  if (page.status !== 200) throw new Error(`The sign-in page answered ${page.status}.`);
  const paths = namedBy(page.text);
  const weight = async (encoding: string): Promise<{ bytes: number; encodings: string }> => {
    const all = [await fetchRaw(port, host, '/sign-in', encoding)];
    for (const path of paths) all.push(await fetchRaw(port, host, path, encoding));
    const encodings = [...new Set(all.map((one) => one.encoding))].join(', ');
    return { bytes: all.reduce((sum, one) => sum + one.bytes, 0), encodings };
  };
  const plain = await weight('identity');
  const compressed = await weight('gzip');
  const what = paths.length === 0 ? 'the page alone' : `the page and ${paths.join(', ')}`;
  return [
    {
      id: 'page-bytes',
      title: 'sign-in page: bytes over the wire',
      value: plain.bytes / 1000,
      unit: 'KB',
      budget: { max: 20 },
      detail: `${what}, headers included, uncompressed`,
    },
    {
      id: 'page-bytes-compressed',
      title: 'the same for a browser that takes gzip',
      value: compressed.bytes / 1000,
      unit: 'KB',
      budget: { max: 20 },
      detail: `served as ${compressed.encodings}`,
    },
    {
      id: 'page-requests',
      title: 'sign-in page: requests',
      value: 1 + paths.length,
      unit: 'requests',
      budget: { max: 3 },
      detail: what,
    },
  ];
}
