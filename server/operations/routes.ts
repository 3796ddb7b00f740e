/** /api/v1/installation, on the base host: what operators see of the installation itself. */
import { Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { ById, closed, Done, Moment } from '../platform/http/shapes.ts';
import type { Patient } from './doctor.ts';
import {
  type InstallationState,
  installationState,
  type Job,
  jobStates,
  listJobs,
  listWaitingMails,
  mailStates,
  retryJob,
  type WaitingMail,
} from './installation.ts';

const tags = ['installation'];
const path = '/api/v1/installation';
const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });
const Count = Type.Integer({ minimum: 0 });
const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 36 })),
};
const JobQuery = Type.Object(
  { ...paging, state: Type.Optional(Type.Union(jobStates.map((state) => Type.Literal(state)))) },
  closed,
);
const MailQuery = Type.Object(
  { ...paging, state: Type.Optional(Type.Union(mailStates.map((state) => Type.Literal(state)))) },
  closed,
);

// Unsafe names the types that the door returns: the same fields, but read-only.
const StateAnswer = Type.Unsafe<InstallationState>(
  Type.Object({
    at: Moment,
    version: Type.String(),
    node: Type.String(),
    processes: Type.Array(Type.Object({ id: Type.String(), startedAt: Moment, beatAt: Moment, tabs: Count })),
    totals: Type.Object({
      organizations: Count,
      suspended: Count,
      users: Type.Integer({ description: 'Beyond ten thousand, as the planner of the database knows it.' }),
      seats: Count,
      seatsInUse: Count,
      tabs: Count,
      jobsWaiting: Count,
      jobsFailed: Count,
      mailsQueued: Count,
      mailsFailed: Type.Integer({ description: 'In the last seven days.' }),
    }),
    findings: Type.Array(Type.Object({ check: Type.String(), ok: Type.Boolean(), sentence: Type.String() })),
  }),
);
const JobPage = Type.Unsafe<{ items: Job[]; next: string | null }>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        task: Type.String(),
        state: Type.Unsafe<string>({ type: 'string', enum: [...jobStates] }),
        attempts: Count,
        attemptsMax: Count,
        runAt: Moment,
        lastError: NullableString,
      }),
    ),
    next: NullableString,
  }),
);
const MailPage = Type.Unsafe<{ items: WaitingMail[]; next: string | null }>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String({ format: 'uuid' }),
        organization: Type.String(),
        template: Type.String(),
        recipient: Type.String({ description: 'Masked.' }),
        status: Type.Unsafe<string>({ type: 'string', enum: [...mailStates] }),
        attempts: Count,
        lastError: NullableString,
        createdAt: Moment,
      }),
    ),
    next: NullableString,
  }),
);

export function installationRoutes(http: Http, patient: Patient): void {
  http.get(
    path,
    {
      schema: {
        tags,
        summary: 'Versions, processes, totals and what the doctor finds',
        response: { 200: StateAnswer },
      },
    },
    (request) => installationState(patient, callerOf(request)),
  );
  http.get(
    `${path}/jobs`,
    { schema: { tags, summary: 'The job queue', querystring: JobQuery, response: { 200: JobPage } } },
    (request) => {
      const { state = null, limit = 50, cursor = null } = request.query;
      return listJobs(patient, callerOf(request), { state, limit, cursor });
    },
  );
  http.post(
    `${path}/jobs/:id/retry`,
    {
      schema: {
        tags,
        summary: 'Try a job again at once',
        params: ById,
        body: Type.Union([Type.Object({}, closed), Type.Null()]),
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await retryJob(patient, callerOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
  http.get(
    `${path}/mails`,
    {
      schema: {
        tags,
        summary: 'Mails of every organisation that wait, were refused or expired',
        querystring: MailQuery,
        response: { 200: MailPage },
      },
    },
    (request) => {
      const { state = null, limit = 50, cursor = null } = request.query;
      return listWaitingMails(patient, callerOf(request), { state, limit, cursor });
    },
  );
}
