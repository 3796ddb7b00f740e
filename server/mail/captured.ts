/** Mails that are kept instead of sent, because no mail server is configured: written by the outbox, read by /dev/mail. */
import { type MailId, parseId, type TenantId } from '../kernel/ids.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { type Sealer, UnsealError } from '../platform/seal.ts';
import type { RenderedMail } from './render.ts';
import type { Envelope } from './smtp.ts';
import { type CapturedRow, capturedFetch, capturedInsert, capturedList } from './store.ts';

/** A mail that was kept instead of sent. */
export interface CapturedHeader {
  readonly id: MailId;
  readonly at: Date;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly tenant: TenantId;
}

export interface CapturedContent extends CapturedHeader {
  readonly text: string;
  readonly html: string;
}

export interface CapturedMails {
  /** Of all tenants, newest first. */
  list(): Promise<CapturedHeader[]>;
  read(id: string): Promise<CapturedContent | null>;
}

const capturedListMax = 200;

const capturedFor = (tenant: TenantId, id: MailId) => [tenant, id, 'captured_mail'];

/** Keeps a mail, in the transaction that ends it. */
export async function captureMail(
  tx: Transaction,
  sealer: Sealer,
  tenant: TenantId,
  { id, from, to }: Envelope,
  { subject, text, html }: RenderedMail,
): Promise<void> {
  const sealed = sealer.seal(JSON.stringify({ from, to, subject, text, html }), capturedFor(tenant, id));
  await capturedInsert(tx, { tenant_id: tenant, id, sealed });
}

function capturedOf(sealer: Sealer, row: CapturedRow): CapturedContent | null {
  try {
    // Written by `captureMail` above and authenticated by the seal.
    const content = JSON.parse(sealer.unseal(row.sealed, capturedFor(row.tenant_id, row.id)).toString('utf8')) as Pick<
      CapturedContent,
      'from' | 'to' | 'subject' | 'text' | 'html'
    >;
    return { id: row.id, at: row.created_at, tenant: row.tenant_id, ...content };
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

export function capturedMails(database: Database, sealer: Sealer): CapturedMails {
  return {
    async list() {
      const rows = await database.withSystem((tx) => capturedList(tx, capturedListMax));
      return rows.flatMap((row) => {
        const content = capturedOf(sealer, row);
        if (content === null) return [];
        const { id, at, from, to, subject, tenant } = content;
        return [{ id, at, from, to, subject, tenant }];
      });
    },
    async read(text) {
      const id = parseId<MailId>(text);
      const row = id && (await database.withSystem((tx) => capturedFetch(tx, id)));
      return row ? capturedOf(sealer, row) : null;
    },
  };
}
