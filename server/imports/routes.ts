/** /api/v1/users/import: files taken in, planned, checked, imported; their progress and reports. */
import type { Readable } from 'node:stream';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import { csvLine } from '../platform/csv.ts';
import { allowSlowBody } from '../platform/http/body-time.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../platform/http/if-match.ts';
import { ById, closed, Done, NoBody } from '../platform/http/shapes.ts';
import { sendDownload, writeOut } from '../platform/http/stream-out.ts';
import type { Language } from '../texts/texts.ts';
import { fileBytesMax, type Imports } from './imports.ts';
import type { Plan } from './plan.ts';
import { sentenceOf } from './reasons.ts';
import { ImportAnswer, ImportPageAnswer, LinePageAnswer, outcomes, PlanBody, type WordedLine } from './schemas.ts';
import type { LineResult } from './store-lines.ts';

const tags = ['users'];
const path = '/api/v1/users/import';
/** A file may come over a slow line: 128 kbit/s at least, for a quarter of an hour at most. */
const slowFile = { bytesMin: 240_000, windowMs: 15_000, totalMs: 900_000 };
/** Milliseconds that taking a file may take in all: a hundred thousand lines are some seconds of work. */
const uploadMs = slowFile.totalMs + 120_000;
const csvTypes = ['text/csv', 'application/csv', 'application/vnd.ms-excel'];

const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }));
const Cursor = Type.Optional(Type.String({ maxLength: 100 }));
const ListQuery = Type.Object({ cursor: Cursor, limit: Limit }, closed);
const LineQuery = Type.Object(
  {
    cursor: Cursor,
    limit: Limit,
    outcome: Type.Optional(Type.Unsafe<(typeof outcomes)[number]>({ type: 'string', enum: [...outcomes] })),
  },
  closed,
);
const UploadQuery = Type.Object({ name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }, closed);

/** @throws Refusal body_too_large, invalid_request (no file) */
async function bytesOf(body: unknown): Promise<Buffer> {
  if (typeof body !== 'object' || body === null)
    throw refuse('invalid_request', { detail: 'Send the file as the body, as text/csv.' });
  const chunks: Buffer[] = [];
  let size = 0;
  // Only the parser below makes a body that is an object: the request's own stream.
  for await (const chunk of body as Readable) {
    size += (chunk as Buffer).length;
    if (size > fileBytesMax) throw refuse('body_too_large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** A file is a stream and no JSON: its route takes nothing else. */
async function uploadRoute(http: Http, imports: Imports): Promise<void> {
  http.removeAllContentTypeParsers();
  http.addContentTypeParser(csvTypes, (_request, payload, done) => done(null, payload));
  http.post(
    path,
    {
      bodyLimit: fileBytesMax,
      handlerTimeout: uploadMs,
      config: { idempotencyKey: false },
      // The body is described, and read as a stream.
      validatorCompiler: (part) => (part.httpPart === 'body' ? () => true : TypeBoxValidatorCompiler(part)),
      schema: {
        tags,
        summary: 'Take in a CSV file of people: its columns are proposed, and nobody is made yet',
        consumes: ['text/csv'],
        querystring: UploadQuery,
        body: Type.Unsafe<unknown>({ type: 'string', description: 'CSV of at most 50 MB and 100,000 lines.' }),
        response: { 202: ImportAnswer },
      },
    },
    async (request, reply) => {
      const name = request.query.name?.trim() || 'users.csv';
      const size = Math.min(Number(request.headers['content-length'] ?? fileBytesMax), fileBytesMax);
      const read = () => {
        // Whoever comes here is known, and may import.
        allowSlowBody(request.raw, slowFile);
        return bytesOf(request.body);
      };
      const taken = await imports.upload(callerOf(request), { name, size, read });
      return reply.code(202).header('location', `${path}/${taken.id}`).send(taken);
    },
  );
}

export async function importRoutes(http: Http, imports: Imports): Promise<void> {
  await http.register(async (scope) => uploadRoute(scope as Http, imports)); // the same instance, encapsulated
  http.get(
    path,
    { schema: { tags, summary: 'List imports', querystring: ListQuery, response: { 200: ImportPageAnswer } } },
    (request) => {
      const { limit = 20, cursor = null } = request.query;
      return imports.list(callerOf(request), { limit, cursor });
    },
  );
  http.get(
    `${path}/:id`,
    { schema: { tags, summary: 'How far an import is', params: ById, response: { 200: ImportAnswer } } },
    async (request, reply) => {
      const { found, revision } = await imports.get(callerOf(request), request.params.id);
      return reply.header('etag', entityTag(revision)).send(found);
    },
  );
  http.patch(
    `${path}/:id`,
    {
      schema: {
        tags,
        summary: 'Say which column is what, and what becomes of who exists; it is to be checked again then',
        params: ById,
        headers: IfMatch,
        body: PlanBody,
        response: { 200: ImportAnswer },
      },
    },
    async (request, reply) => {
      // JSON has no undefined, so an absent field is absent here too.
      const plan = request.body as Partial<Plan>;
      const { found, revision } = await imports.change(
        callerOf(request),
        request.params.id,
        plan,
        ifMatch(request.headers['if-match']),
      );
      return reply.header('etag', entityTag(revision)).send(found);
    },
  );
  actRoutes(http, imports);
  reportRoutes(http, imports);
}

function actRoutes(http: Http, imports: Imports): void {
  const acts = {
    check: 'Judge every line in the background and make nobody',
    start: 'Import in the background what was checked',
    cancel: 'Stop; who was made stays',
  } as const;
  for (const [act, summary] of Object.entries(acts) as [keyof typeof acts, string][]) {
    http.post(
      `${path}/:id/${act}`,
      { schema: { tags, summary, params: ById, body: NoBody, response: { 204: Done } } },
      async (request, reply) => {
        await imports[act](callerOf(request), request.params.id);
        return reply.code(204).send();
      },
    );
  }
}

function asFile(reply: FastifyReply, name: string): void {
  reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}.csv"`);
}

/** Lines of a report read and written at once: there may be a hundred thousand, and many who ask for them. */
const reportLines = 1_000;
const reported = outcomes.filter((outcome) => outcome !== 'created');

function reportPage(
  imports: Imports,
  request: FastifyRequest<{ Params: { id: string } }>,
  cursor: string | null,
): ReturnType<Imports['lines']> {
  return imports.lines(callerOf(request), request.params.id, { limit: reportLines, cursor, outcomes: reported });
}

function worded({ line, username, outcome, code, reasons }: LineResult, language: Language): WordedLine {
  const message = reasons.length === 0 ? null : sentenceOf({ reasons }, language);
  return { line, username, outcome, code, reasons, message };
}

function reportLine(result: LineResult, language: Language): string {
  const { line, username, outcome, code, message } = worded(result, language);
  return csvLine([String(line), username, outcome, code, message]);
}

function reportRoutes(http: Http, imports: Imports): void {
  http.get(
    `${path}/:id/lines`,
    {
      schema: {
        tags,
        summary: 'What became of each line, or will',
        params: ById,
        querystring: LineQuery,
        response: { 200: LinePageAnswer },
      },
    },
    async (request) => {
      const { limit = 50, cursor = null, outcome } = request.query;
      const wanted = outcome === undefined ? outcomes : [outcome];
      const page = { limit, cursor, outcomes: wanted };
      const { items, next } = await imports.lines(callerOf(request), request.params.id, page);
      return { items: items.map((one) => worded(one, request.language)), next };
    },
  );
  http.get(
    `${path}/:id/report`,
    {
      exposeHeadRoute: false,
      schema: { tags, summary: 'The report of all lines but the good ones, as CSV', params: ById },
    },
    async (request, reply) => {
      const first = await reportPage(imports, request, null);
      const file = { type: 'text/csv; charset=utf-8', name: 'import-report.csv' };
      await sendDownload(request, reply, file, async (output, begin) => {
        begin();
        // What fails is told to each write; without a listener the same error would end the process as well.
        output.on('error', () => undefined);
        await writeOut(output, csvLine(['line', 'username', 'outcome', 'code', 'message']));
        for (let page = first; ; page = await reportPage(imports, request, page.next)) {
          await writeOut(output, page.items.map((one) => reportLine(one, request.language)).join(''));
          if (page.next === null) break;
        }
      });
    },
  );
  http.post(
    `${path}/:id/passwords`,
    {
      // They can be asked for again as it is; an answer kept for that would outlive what is erased.
      config: { idempotencyKey: false },
      schema: {
        tags,
        summary:
          'Temporary passwords that nobody was mailed, as CSV, to whoever started the import: for an hour from the first time',
        params: ById,
        body: NoBody,
      },
    },
    async (request, reply) => {
      const taken = await imports.takePasswords(callerOf(request), request.params.id);
      const rows = taken.map(({ username, temporaryPassword }) => csvLine([username, temporaryPassword]));
      asFile(reply, 'temporary-passwords');
      return reply.send(csvLine(['username', 'temporaryPassword']) + rows.join(''));
    },
  );
  http.delete(
    `${path}/:id/passwords`,
    {
      schema: {
        tags,
        summary: 'Say that the temporary passwords that were fetched are saved: they are erased here',
        params: ById,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await imports.erasePasswords(callerOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
