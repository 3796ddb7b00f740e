/** Hands mails to the mail server and says whether a failure is one for good. The only importer of nodemailer. */
import { createTransport, type NodemailerError } from 'nodemailer';
import type { MailId } from '../kernel/ids.ts';
import type { RenderedMail } from './render.ts';

export interface Envelope {
  readonly id: MailId;
  readonly from: string;
  readonly to: string;
  readonly language: string;
  /** The organisation's origin as stored: the mail's name (Message-ID) is under its host, the same at every attempt. */
  readonly origin: string;
}

/** Why a mail did not leave. */
export class DeliveryError extends Error {
  /** The same mail to the same address would be refused again (RFC 5321 section 4.2.1, 5yz to RCPT or DATA). */
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean) {
    super(message);
    this.name = 'DeliveryError';
    this.permanent = permanent;
  }
}

export interface Smtp {
  /**
   * Resolves when the mail server has taken responsibility for the mail.
   * @param signal aborted when it must not be sent any more: a mail under way is broken off, and the server forgets it
   * @throws DeliveryError
   */
  send(envelope: Envelope, mail: RenderedMail, signal: AbortSignal): Promise<void>;
  /** Whether the mail server greets us and takes our log-in; sends nothing. */
  reachable(): Promise<boolean>;
  close(): void;
}

const connectTimeoutMs = 10_000;
const silenceTimeoutMs = 20_000;

/** One mailbox and nothing else: what follows a comma, a bracket or a line break would be another recipient or header. */
const mailbox = /^[^\s\p{Cc}<>()[\]\\,;:"@]{1,64}@[^\s\p{Cc}<>()[\]\\,;:"@]{1,255}$/u;

function deliveryErrorOf(error: unknown): DeliveryError {
  // Everything nodemailer rejects with is an Error with these members.
  const { code, responseCode, response, message, permanent, command } = error as NodemailerError;
  // A refused log-in or sender is the operator's to mend, and the mail then still wanted.
  const refused = permanent === true && (command === 'RCPT TO' || command === 'DATA');
  // Without an answer the envelope was found unusable on this side: no other attempt would find it otherwise.
  const forGood = refused || (code === 'EENVELOPE' && responseCode === undefined);
  const reason = response ?? `${code ?? 'ERROR'}: ${message}`;
  return new DeliveryError(reason.replace(/\s+/g, ' ').slice(0, 300), forGood);
}

/** Connects when there is something to send and keeps its connections for what follows. */
export function createSmtp(smtpUrl: string, connectionsMax: number): Smtp {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connectionsMax,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: silenceTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Failures reach the senders; an idle connection that breaks concerns nobody, but unheard it would end the process.
  transport.on('error', () => undefined);
  return {
    async send(envelope, mail, signal) {
      if (!mailbox.test(envelope.to)) throw new DeliveryError('The e-mail address cannot be used.', true);
      const message = {
        messageId: `<${envelope.id}@${new URL(envelope.origin).hostname}>`,
        from: envelope.from,
        to: { name: mail.toName, address: envelope.to },
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        signal,
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          'Content-Language': envelope.language,
        },
      };
      await transport.sendMail(message).catch((error: unknown) => {
        throw deliveryErrorOf(error);
      });
    },
    reachable: () =>
      transport.verify().then(
        () => true,
        () => false,
      ),
    close: () => transport.close(),
  };
}
