/**
 * Connections to endpoints, kept for a few seconds for the next delivery. A kept one is used only for a host whose name was resolved and
 * judged anew, and to the very addresses it was opened for: so it leads nowhere that a new one could not. Knows no proxy.
 */
import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions, request as requestHttps } from 'node:https';

/** Shorter than servers keep one (Node 5 s, Apache 5 s, nginx 75 s), so that seldom one is used that is being closed. */
const idleMs = 3_000;
/** Kept for one host: as many as are used for one endpoint at once. */
const idlePerHostMax = 8;

/** Addresses that were judged for this request, in a text that is the same for the same addresses. */
interface Judged {
  readonly judged: string;
}

const options = { keepAlive: true, timeout: idleMs, maxFreeSockets: idlePerHostMax, scheduling: 'lifo' } as const;

class JudgedHttpAgent extends HttpAgent {
  override getName(asked: RequestOptions & Partial<Judged> = {}): string {
    return `${super.getName(asked)} ${asked.judged}`;
  }
}

class JudgedHttpsAgent extends HttpsAgent {
  override getName(asked: RequestOptions & Partial<Judged> = {}): string {
    return `${super.getName(asked)} ${asked.judged}`;
  }
}

export class Connections {
  readonly #http = new JudgedHttpAgent(options);
  readonly #https = new JudgedHttpsAgent(options);

  /**
   * Begins a request.
   * @param addresses that were judged, and that the options' `lookup` answers with
   * @param fresh on a connection of its own, which is closed after it
   */
  request(asked: RequestOptions, addresses: readonly string[], fresh: boolean): ClientRequest {
    const judged: RequestOptions & Judged = { ...asked, judged: addresses.toSorted().join(' ') };
    return asked.protocol === 'https:'
      ? requestHttps({ ...judged, agent: fresh ? false : this.#https })
      : requestHttp({ ...judged, agent: fresh ? false : this.#http });
  }

  /** Closes what is kept. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}
