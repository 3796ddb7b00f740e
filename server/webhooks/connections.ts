/**
 * Connections to endpoints, kept for a few seconds for the next delivery. A kept one is used only for the endpoint it was opened for, whose
 * host's name was resolved and judged anew, and to the very addresses it was opened for: so it leads nowhere that a new one could
 * not, and what came late for one endpoint is not taken for another's answer. Knows no proxy.
 */
import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions, request as requestHttps } from 'node:https';

/** Shorter than servers keep one (Node 5 s, Apache 5 s, nginx 75 s), so that seldom one is used that is being closed. */
const idleMs = 3_000;
/** Kept for one endpoint: as many as are used for it at once. */
const idlePerHostMax = 8;

/** Whose request it is and the addresses that were judged for it, in a text that is the same for the same of both. */
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
   * @param owner the endpoint
   * @param addresses that were judged, and that the options' `lookup` answers with
   * @param fresh on a connection of its own, which is closed after it
   */
  request(asked: RequestOptions, owner: string, addresses: readonly string[], fresh: boolean): ClientRequest {
    const judged: RequestOptions & Judged = { ...asked, judged: [owner, ...addresses.toSorted()].join(' ') };
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
