/** /dev/mail: reading captured mails. There is no such address while a mail server is configured. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import type { Http } from '../platform/http/http.ts';
import { productBranding } from '../platform/page/branding.ts';
import {
  type CapturedMail,
  capturedMailListView,
  capturedMailPolicy,
  capturedMailView,
} from '../platform/page/captured-mail.ts';
import type { CapturedContent, CapturedHeader, Mail } from './mail.ts';

const listHref = '/dev/mail';
const Params = Type.Object({ id: Type.String({ maxLength: 36 }) });

function viewOf(mail: CapturedHeader, text: string | null): CapturedMail {
  const href = `${listHref}/${mail.id}`;
  return {
    href,
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    capturedAt: mail.at.toISOString(),
    text,
    htmlHref: `${href}/html`,
  };
}

function contextOf(request: FastifyRequest) {
  return { language: request.language, branding: productBranding, nonce: request.nonce };
}

function html(reply: FastifyReply, body: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(body);
}

/**
 * Captured mails hold temporary passwords of every organisation: they are for whoever sits at this machine, and for operators
 * who are signed in. A proxy on this machine brings the whole world, and says so in a header.
 */
function assertMayRead(request: FastifyRequest): void {
  const { ip, headers } = request;
  const isForwarded = ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via', 'x-real-ip'].some(
    (name) => name in headers,
  );
  const isHere = !isForwarded && /^(127\.|::1$|::ffff:127\.)/.test(ip);
  if (!isHere && request.caller?.kind !== 'operator') throw refuse('not_found');
}

/**
 * Registers /dev/mail, /dev/mail/{id} and /dev/mail/{id}/html, or nothing when `mail` captures nothing.
 * @param guard throws a Refusal for whoever else may not read everybody's mails; asked before every answer
 */
export function devMailRoutes(http: Http, mail: Mail, guard: (request: FastifyRequest) => void | Promise<void>): void {
  const { captured } = mail;
  if (captured === null) return;
  const preHandler = async (request: FastifyRequest): Promise<void> => {
    assertMayRead(request);
    await guard(request);
  };
  async function found(id: string): Promise<CapturedContent> {
    const content = await captured?.read(id);
    if (!content) throw refuse('not_found');
    return content;
  }
  http.get(listHref, { preHandler }, async (request, reply) => {
    const mails = (await captured.list()).map((one) => viewOf(one, null));
    return html(reply, capturedMailListView({ ...contextOf(request), mails }));
  });
  http.get(`${listHref}/:id`, { preHandler, schema: { params: Params } }, async (request, reply) => {
    const content = await found(request.params.id);
    return html(reply, capturedMailView({ ...contextOf(request), mail: viewOf(content, content.text), listHref }));
  });
  http.get(`${listHref}/:id/html`, { preHandler, schema: { params: Params } }, async (request, reply) => {
    const content = await found(request.params.id);
    reply.header('content-security-policy', capturedMailPolicy);
    return html(reply, content.html);
  });
}
