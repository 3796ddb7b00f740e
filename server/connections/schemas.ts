/** What the API takes and answers about connected tabs. */
import { Type } from 'typebox';

const Moment = Type.String({ format: 'date-time' });
export const closed = { additionalProperties: false } as const;
const tab = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUID (lower case) that the tab made for itself and keeps over a reload.',
});

export const ByTab = Type.Object({ tab }, closed);
export const StreamQuery = Type.Object(
  {
    tab,
    watch: Type.Optional(
      Type.Literal('connections', {
        description: 'Also hear `changed` when anybody comes or goes; for who may see them.',
      }),
    ),
  },
  closed,
);
export const ById = Type.Object({ id: Type.String({ maxLength: 100 }) }, closed);
export const EventStream = Type.Unsafe<string>({
  type: 'string',
  contentMediaType: 'text/event-stream',
  description:
    'Events as docs/connections.md describes them. The stream is the connection: it is over when the stream ends.',
});

export const OpenTabs = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      browser: Type.String(),
      address: Type.String(),
      since: Moment,
      current: Type.Boolean({ description: 'Of this browser.' }),
    }),
  ),
  next: Type.Null(),
});
