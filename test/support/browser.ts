// A browser without a screen: a cookie jar on one host, plain HTTP/1.1. Node does not resolve *.localhost, so it connects to
// 127.0.0.1 and names the host in the header.
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json<Shape = Record<string, unknown>>(): Shape;
}

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

export class Browser {
  readonly port: number;
  readonly host: string;
  readonly headers: Record<string, string>;
  readonly cookies = new Map<string, string>();

  constructor(port: number, host: string, headers: Record<string, string> = {}) {
    this.port = port;
    this.host = host;
    this.headers = headers;
  }

  /** One request with this browser's cookies; keeps those that come back. */
  send(method: string, path: string, body: string | null, headers: Record<string, string> = {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: this.port,
        method,
        path,
        agent,
        headers: {
          host: `${this.host}:${this.port}`,
          ...(cookie ? { cookie } : {}),
          // Without it Node sends the body of a DELETE unframed, and the server reads it as the next request.
          ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          ...this.headers,
          ...headers,
        },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.on('error', reject);
        incoming.on('end', () => {
          this.#keep(incoming.headers['set-cookie'] ?? []);
          // The caller names the shape it expects; a wrong one shows in its assertions.
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            json: <Shape>() => JSON.parse(text) as Shape,
          });
        });
      },
    );
    outgoing.on('error', reject);
    if (body !== null) outgoing.write(body);
    outgoing.end();
    return promise;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, null, headers);
  }

  /** Navigates there, as a person does. */
  page(path: string): Promise<Answer> {
    return this.get(path, { accept: 'text/html' });
  }

  json(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    if (body === undefined) return this.send(method, path, null, headers);
    return this.send(method, path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  /** Posts a form as the page at `path` would, with the form token that page gives. */
  async form(path: string, fields: Record<string, string>): Promise<Answer> {
    const shown = await this.page(path);
    const token = /name="formToken" value="([^"]*)"/.exec(shown.text)?.[1] ?? '';
    const body = new URLSearchParams({ formToken: token, ...fields }).toString();
    return this.send('POST', path.split('?')[0] ?? path, body, {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
    });
  }

  /** Signs in by JSON. */
  signIn(identifier: string, password: string, more: Record<string, unknown> = {}): Promise<Answer> {
    return this.json('POST', '/api/v1/sign-in', { identifier, password, ...more });
  }

  /** Another browser with the same cookies: a copy of a stolen or shared jar. */
  copy(host = this.host): Browser {
    const other = new Browser(this.port, host, this.headers);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      const gone = attributes.some(
        (attribute) => /^max-age=0$/i.test(attribute) || /^expires=thu, 01 jan 1970/i.test(attribute),
      );
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(at + 1));
    }
  }
}
