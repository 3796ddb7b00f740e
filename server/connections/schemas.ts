/** What the API takes and answers about connected tabs. */
import { Type } from 'typebox';
import { closed, Moment } from '../platform/http/shapes.ts';
import type { Presence } from './live-view.ts';

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

const Text = Type.String();

export const PresenceQuery = Type.Object(
  {
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Part of a name, a username, an extension or a station.' }),
    ),
    team: Type.Optional(Type.String({ maxLength: 100, description: 'Id of a team: only its members.' })),
    cursor: Type.Optional(Type.String({ maxLength: 300 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  closed,
);

// Unsafe names the type that the door returns: the same fields, but read-only.
export const PresencePage = Type.Unsafe<{ items: Presence[]; next: string | null }>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String({ description: "The user's." }),
        user: Type.Object({ id: Text, username: Text, displayName: Text }),
        role: Type.Object({ key: Text, name: Text }),
        teams: Type.Array(Type.Object({ id: Text, name: Text })),
        since: Type.String({ format: 'date-time', description: 'When their newest session began.' }),
        browser: Type.String({ description: 'Of that session.' }),
        address: Text,
        seat: Type.Boolean(),
        station: Type.Union([Text, Type.Null()]),
        tabs: Type.Array(Type.Object({ id: Text, browser: Text, address: Text, since: Moment })),
      }),
    ),
    next: Type.Union([Text, Type.Null()]),
  }),
);

export const MessageBody = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', description: 'Shown as it is, without markup.' }),
  },
  closed,
);
