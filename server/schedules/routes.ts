/** /api/v1/schedules, and what they mean for one user: /users/{id}/schedule, /users/{id}/overtime (L3). */
import { Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../platform/http/if-match.ts';
import { ById, closed, Done, MomentOrNull, NoQuery } from '../platform/http/shapes.ts';
import type { NewSchedule, SchedulePatch } from './change.ts';
import { definitionShape } from './definition.ts';
import { overtimeMinutes } from './overtime.ts';
import type { PersonHours, Schedule } from './schedule.ts';
import type { Schedules } from './schedules.ts';

const tags = ['schedules'];
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });

const ScheduleAnswer = Type.Unsafe<Schedule>(
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    ...definitionShape,
    assigned: Type.Object(
      { users: Type.Integer(), teams: Type.Integer(), roles: Type.Integer() },
      { description: 'How many it is assigned to; only one that is assigned to nobody can be deleted.' },
    ),
  }),
);
const ScheduleList = Type.Unsafe<{ items: Schedule[]; next: null }>(
  Type.Object({ items: Type.Array(ScheduleAnswer), next: Type.Null() }),
);
const NewBody = Type.Unsafe<NewSchedule>(
  Type.Object(
    {
      name: Name,
      windows: Type.Optional(definitionShape.windows),
      exceptions: Type.Optional(definitionShape.exceptions),
    },
    closed,
  ),
);
const PatchBody = Type.Unsafe<SchedulePatch>(
  Type.Object(
    {
      name: Type.Optional(Name),
      windows: Type.Optional(definitionShape.windows),
      exceptions: Type.Optional(definitionShape.exceptions),
    },
    closed,
  ),
);
const PreviewQuery = Type.Object(
  {
    from: Type.Optional(Type.String({ maxLength: 40, description: 'Moment; now, if missing.' })),
    to: Type.Optional(Type.String({ maxLength: 40, description: 'Moment; two weeks later, if missing.' })),
  },
  closed,
);
const Preview = Type.Object({
  timeZone: Type.String({ description: 'Of the organisation, in which windows are meant.' }),
  items: Type.Array(
    Type.Object({ startsAt: Type.String({ format: 'date-time' }), endsAt: Type.String({ format: 'date-time' }) }),
    { description: 'Each stretch without a break, cut at from and to.' },
  ),
});
const PersonHoursAnswer = Type.Unsafe<PersonHours>(
  Type.Object({
    source: Type.String({
      enum: ['user', 'teams', 'role', 'none'],
      description: 'From where the most specific schedule comes; none: they may always be in.',
    }),
    schedules: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
    open: Type.Boolean({ description: 'They may be in now, overtime included.' }),
    endsAt: MomentOrNull,
    opensAt: MomentOrNull,
    overtimeUntil: MomentOrNull,
  }),
);
const OvertimeBody = Type.Object(
  { minutes: Type.Union(overtimeMinutes.map((minutes) => Type.Literal(minutes))) },
  closed,
);
const TakeBackBody = Type.Object(
  {
    minutes: Type.Union(overtimeMinutes.map((minutes) => Type.Literal(minutes))),
    until: Type.String({ maxLength: 40, description: 'The `overtimeUntil` that adding them was answered with.' }),
  },
  closed,
);

/** Names lose the blanks around them. */
function trimmed<Body extends SchedulePatch>(body: Body): Body {
  return body.name === undefined ? body : { ...body, name: body.name.trim() };
}

export function scheduleRoutes(http: Http, schedules: Schedules): void {
  http.get(
    '/api/v1/schedules',
    { schema: { tags, summary: 'Access schedules', querystring: NoQuery, response: { 200: ScheduleList } } },
    async (request) => ({ items: await schedules.list(callerOf(request)), next: null }),
  );
  http.post(
    '/api/v1/schedules',
    { schema: { tags, summary: 'Create a schedule', body: NewBody, response: { 201: ScheduleAnswer } } },
    async (request, reply) => {
      const { schedule, revision } = await schedules.create(callerOf(request), trimmed(request.body));
      const location = `/api/v1/schedules/${schedule.id}`;
      return reply.code(201).header('location', location).header('etag', entityTag(revision)).send(schedule);
    },
  );
  http.get(
    '/api/v1/schedules/:id/preview',
    {
      schema: {
        tags,
        summary: 'When a schedule is open, in instants: at most 62 days',
        params: ById,
        querystring: PreviewQuery,
        response: { 200: Preview },
      },
    },
    async (request) => {
      const { from = null, to = null } = request.query;
      const times = await schedules.preview(request.tenant, callerOf(request), request.params.id, from, to);
      const items = times.map(({ startsAt, endsAt }) => ({ startsAt: startsAt.toString(), endsAt: endsAt.toString() }));
      return { timeZone: request.tenant.timeZone, items };
    },
  );
  http.get(
    '/api/v1/schedules/:id',
    { schema: { tags, summary: 'One schedule', params: ById, response: { 200: ScheduleAnswer } } },
    async (request, reply) => {
      const { schedule, revision } = await schedules.get(callerOf(request), request.params.id);
      return reply.header('etag', entityTag(revision)).send(schedule);
    },
  );
  http.patch(
    '/api/v1/schedules/:id',
    {
      schema: {
        tags,
        summary: 'Change a schedule; whom that puts out has a minute',
        params: ById,
        headers: IfMatch,
        body: PatchBody,
        response: { 200: ScheduleAnswer },
      },
    },
    async (request, reply) => {
      const revision = ifMatch(request.headers['if-match']);
      const changed = await schedules.update(callerOf(request), request.params.id, trimmed(request.body), revision);
      return reply.header('etag', entityTag(changed.revision)).send(changed.schedule);
    },
  );
  http.delete(
    '/api/v1/schedules/:id',
    {
      schema: {
        tags,
        summary: 'Delete a schedule that is assigned to nobody',
        params: ById,
        headers: IfMatch,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await schedules.remove(callerOf(request), request.params.id, ifMatch(request.headers['if-match']));
      return reply.code(204).send();
    },
  );
  personRoutes(http, schedules);
}

function personRoutes(http: Http, schedules: Schedules): void {
  http.get(
    '/api/v1/users/:id/schedule',
    { schema: { tags, summary: 'The hours of a user now', params: ById, response: { 200: PersonHoursAnswer } } },
    (request) => schedules.hoursOf(request.tenant, callerOf(request), request.params.id),
  );
  http.post(
    '/api/v1/users/:id/overtime',
    {
      schema: {
        tags,
        summary: 'Let a user stay longer than their hours',
        params: ById,
        body: OvertimeBody,
        response: { 200: PersonHoursAnswer },
      },
    },
    (request) => schedules.addOvertime(request.tenant, callerOf(request), request.params.id, request.body.minutes),
  );
  http.delete(
    '/api/v1/users/:id/overtime',
    {
      schema: {
        tags,
        summary: 'Take back minutes that were added to the hours of a user; whom that puts out has a minute',
        params: ById,
        body: TakeBackBody,
        response: { 200: PersonHoursAnswer },
      },
    },
    (request) => {
      const { minutes, until } = request.body;
      return schedules.takeBackOvertime(request.tenant, callerOf(request), request.params.id, minutes, until);
    },
  );
}
