/** GET /api/v1/captcha: a challenge, for the check box of the pages and for programs that sign people in (S3). */
import { Type } from 'typebox';
import type { Http } from '../platform/http/http.ts';
import type { Captcha } from './captcha.ts';

const Challenge = Type.Object(
  {
    when: Type.Union([Type.Literal('off'), Type.Literal('always'), Type.Literal('after_failures')]),
    provider: Type.String(),
    siteKey: Type.Union([Type.String(), Type.Null()]),
    parameters: Type.Optional(Type.Object({}, { additionalProperties: true })),
    signature: Type.Optional(Type.String()),
    wait: Type.Optional(Type.Object({ token: Type.String(), seconds: Type.Integer() })),
  },
  { additionalProperties: false },
);

export function captchaRoutes(http: Http, captcha: Captcha): void {
  http.get(
    '/api/v1/captcha',
    {
      schema: {
        tags: ['sign-in'],
        summary: 'A challenge to answer with `captcha` where a sign-in asks for it',
        response: { 200: Challenge },
      },
    },
    (request) => captcha.issue(request.tenant),
  );
}
