/** POST /api/v1/users/bulk: one act on many people. Translates only. */
import { Type } from 'typebox';
import { refusalCodes } from '../../kernel/refusal.ts';
import { callerOf, type Http } from '../../platform/http/http.ts';
import { closed } from '../../platform/http/shapes.ts';
import { actOnMany, type BulkOptions, type BulkOutcome, bulkActions } from './bulk.ts';

const idsMax = 500;

const BulkBody = Type.Object(
  {
    ids: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: idsMax }),
    action: Type.Union(bulkActions.map((action) => Type.Literal(action))),
    value: Type.Optional(
      Type.Union([Type.String({ maxLength: 100 }), Type.Null()], {
        description:
          'With `add_to_team` and `remove_from_team` the id of the team, with `set_role` the key of the role, with `set_schedule` the id of the schedule or null; with the others nothing.',
      }),
    ),
  },
  closed,
);

const BulkAnswer = Type.Object({
  items: Type.Array(
    Type.Unsafe<BulkOutcome>(
      Type.Object({
        id: Type.String(),
        outcome: Type.String({ enum: ['done', 'unchanged', 'refused'] }),
        code: Type.Optional(Type.String({ enum: [...refusalCodes], description: 'Why, when refused.' })),
      }),
    ),
  ),
});

export function userBulkRoutes(http: Http, options: BulkOptions): void {
  http.post(
    '/api/v1/users/bulk',
    {
      schema: {
        tags: ['users'],
        summary: 'One act on many users, each judged for themselves; answers what became of each',
        body: BulkBody,
        response: { 200: BulkAnswer },
      },
    },
    async (request) => ({ items: await actOnMany(options, request.tenant, callerOf(request), request.body) }),
  );
}
