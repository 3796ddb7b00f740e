/** /api/v1/settings/effects, /settings/branding/preview and /settings/mail: what an administrator decides by (M5). */
import { Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { ById, closed, NoBody } from '../platform/http/shapes.ts';
import { Settings } from '../tenants/setting-shapes.ts';
import { brandingPreview, type Scheme } from './preview.ts';
import {
  effectsOf,
  type MailOverview,
  mailOverview,
  mailStateOf,
  type SettingsOptions,
  sendTestMail,
} from './settings.ts';
import type { EffectRow } from './store.ts';

const tags = ['settings'];
const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });
const NullableCount = Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 0 });
const Days = Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650 }));

// Unsafe names the type that the door returns: the same fields, but read-only.
const EffectsAnswer = Type.Unsafe<EffectRow>(
  Type.Object({
    people: Type.Integer({ description: 'Who may sign in now: neither disabled nor inactive.' }),
    groups: Type.Array(
      Type.Object({
        role: Type.String({ description: 'Key of their role.' }),
        hasEmail: Type.Boolean(),
        emailCode: Type.Boolean({ description: 'They chose the e-mailed code themselves.' }),
        totp: Type.Boolean(),
        passkey: Type.Boolean(),
        recoveryCodes: Type.Boolean({ description: 'They have some left.' }),
        people: Type.Integer(),
      }),
      { description: 'People who are alike in what decides about their second factor.' },
    ),
    older: NullableCount,
    unseen: NullableCount,
  }),
);
const EffectsQuery = Type.Object({ passwordDays: Days, inactiveDays: Days }, closed);

const PreviewBody = Type.Object(
  {
    branding: Settings.properties.branding,
    scheme: Type.Unsafe<Scheme>({ type: 'string', enum: ['light', 'dark'] }),
    nonce: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9+/_=-]{1,100}$',
        description: 'Nonce of the policy under which the page will be shown, where it has one.',
      }),
    ),
  },
  closed,
);
const PreviewAnswer = Type.Object({ html: Type.String({ description: 'A whole document, without script.' }) });

const MailAnswer = Type.Unsafe<MailOverview>(
  Type.Object({
    from: Type.String({ description: 'From whom mails come. Operators configure it.' }),
    delivered: Type.Boolean({ description: 'False: no mail server is configured.' }),
    failures: Type.Array(
      Type.Object({
        id: Type.String(),
        at: Type.String({ format: 'date-time' }),
        template: Type.String(),
        recipient: Type.String(),
        reason: NullableString,
      }),
      { description: 'The last 20 that were given up, the newest first.' },
    ),
  }),
);
const OutcomeAnswer = Type.Object({
  status: Type.Unsafe<string>({ type: 'string', enum: ['queued', 'sent', 'failed', 'expired'] }),
  at: Type.String({ format: 'date-time' }),
  reason: NullableString,
});

function mailRoutes(http: Http, options: SettingsOptions): void {
  const summary = 'Where mails come from, and which could not be delivered';
  http.get('/api/v1/settings/mail', { schema: { tags, summary, response: { 200: MailAnswer } } }, (request) =>
    mailOverview(options, callerOf(request)),
  );
  http.post(
    '/api/v1/settings/mail/test',
    {
      schema: {
        tags,
        summary: 'Send a test mail to yourself: at most 5 within 10 minutes',
        body: NoBody,
        response: { 202: Type.Object({ id: Type.String() }) },
      },
    },
    async (request, reply) =>
      reply.code(202).send({ id: await sendTestMail(options, request.tenant, callerOf(request)) }),
  );
  http.get(
    '/api/v1/settings/mail/:id',
    { schema: { tags, summary: 'How a mail fares', params: ById, response: { 200: OutcomeAnswer } } },
    async (request) => {
      const { status, at, error } = await mailStateOf(options, callerOf(request), request.params.id);
      return { status, at: at.toISOString(), reason: error };
    },
  );
}

export function settingsAreaRoutes(http: Http, options: SettingsOptions): void {
  http.get(
    '/api/v1/settings/effects',
    {
      schema: {
        tags,
        summary:
          'Whom settings would affect: second factors people have, passwords older and people unseen for so many days',
        querystring: EffectsQuery,
        response: { 200: EffectsAnswer },
      },
    },
    (request) => {
      const { passwordDays = null, inactiveDays = null } = request.query;
      return effectsOf(options, callerOf(request), { passwordDays, inactiveDays });
    },
  );
  http.post(
    '/api/v1/settings/branding/preview',
    {
      bodyLimit: 32 * 1024,
      schema: {
        tags,
        summary: 'The sign-in page with other branding, which is not saved',
        body: PreviewBody,
        response: { 200: PreviewAnswer },
      },
    },
    async (request) => {
      if (!callerOf(request).permissions.has('settings:read')) throw refuse('not_permitted');
      const { branding, scheme, nonce = '' } = request.body;
      return { html: brandingPreview(request.tenant, { branding, scheme, nonce, language: request.language }) };
    },
  );
  mailRoutes(http, options);
}
