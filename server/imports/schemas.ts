/** What the API takes and answers about imports. */
import { Type } from 'typebox';
import { refusalCodes } from '../kernel/refusal.ts';
import { closed, MomentOrNull } from '../platform/http/shapes.ts';
import { importFields } from './fields.ts';
import { constantFields } from './plan.ts';
import { reasonCodes } from './reasons.ts';
import type { LineResult } from './store-lines.ts';
import type { Import, ImportDetail } from './view.ts';

const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });
export const outcomes = ['created', 'updated', 'skipped', 'refused'] as const;

const Field = Type.Unsafe<(typeof importFields)[number] | null>({
  anyOf: [{ type: 'string', enum: [...importFields] }, { type: 'null' }],
});

const Constant = Type.String({ minLength: 1, maxLength: 300 });
const Constants = Type.Object(
  Object.fromEntries(constantFields.map((field) => [field, Type.Optional(Constant)])) as Record<
    (typeof constantFields)[number],
    ReturnType<typeof Type.Optional<typeof Constant>>
  >, // of the names listed, which Object.fromEntries forgets
  closed,
);

/** What may be told of an import. */
export const PlanBody = Type.Object(
  {
    columns: Type.Optional(
      Type.Array(Field, { maxItems: 100, description: 'One for each column of the file: a field, or null.' }),
    ),
    constants: Type.Optional(Constants),
    existing: Type.Optional(
      Type.Union([Type.Literal('refuse'), Type.Literal('skip'), Type.Literal('update')], {
        description: 'What becomes of a line whose username somebody has.',
      }),
    ),
    passwords: Type.Optional(
      Type.Union([Type.Literal('usual'), Type.Literal('none')], {
        description: '`usual`: as creating one does. `none`: no mail and no password.',
      }),
    ),
  },
  closed,
);

const Counts = Type.Object(
  Object.fromEntries(outcomes.map((outcome) => [outcome, Type.Integer()])) as Record<
    (typeof outcomes)[number],
    ReturnType<typeof Type.Integer>
  >, // of the names listed, which Object.fromEntries forgets
);

const importShape = {
  id: Type.String(),
  state: Type.String({
    enum: ['uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed'],
  }),
  fileName: Type.String(),
  columns: Type.Array(Type.String()),
  plan: Type.Object({
    columns: Type.Array(Field),
    constants: Type.Object(Object.fromEntries(constantFields.map((field) => [field, Type.Optional(Type.String())]))),
    existing: Type.String(),
    passwords: Type.String(),
  }),
  lines: Type.Integer(),
  checked: Type.Integer({ description: 'Lines that the check has looked at.' }),
  foreseen: Type.Union([Counts, Type.Null()], { description: 'What the check came to.' }),
  counts: Counts,
  fault: NullableString,
  actor: NullableString,
  passwords: Type.Integer({ description: 'Temporary passwords that the caller may fetch.' }),
  passwordsTaken: Type.Integer({ description: 'Those of them that were fetched, and are not said to be saved yet.' }),
  createdAt: Type.String({ format: 'date-time' }),
  startedAt: MomentOrNull,
  finishedAt: MomentOrNull,
} as const;

// Unsafe names the type that the door returns: the same fields, but read-only.
export const ImportPageAnswer = Type.Unsafe<{ items: Import[]; next: string | null }>(
  Type.Object({ items: Type.Array(Type.Object(importShape)), next: NullableString }),
);

export const ImportAnswer = Type.Unsafe<ImportDetail>(
  Type.Object({
    ...importShape,
    preview: Type.Array(Type.Array(Type.String()), { description: 'Cells of the first lines, while they are there.' }),
  }),
);

/** What is told of a line: each reason as a code, and all of them in the words of who asks. */
export interface WordedLine extends LineResult {
  readonly message: string | null;
}

const Reasons = Type.Array(
  Type.Object({
    code: Type.String({ enum: [...reasonCodes, ...refusalCodes] }),
    parameters: Type.Record(Type.String(), Type.Unsafe<string | number>({ type: ['string', 'number'] })),
  }),
  { description: 'Each thing that is wrong with the line.' },
);

export const LinePageAnswer = Type.Unsafe<{ items: WordedLine[]; next: string | null }>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        line: Type.Integer(),
        username: NullableString,
        outcome: Type.String({ enum: [...outcomes], description: 'Before the import: what the check foresees.' }),
        code: NullableString,
        reasons: Reasons,
        message: Type.Unsafe<string | null>({
          type: ['string', 'null'],
          description: 'The reasons, in the language of who asks.',
        }),
      }),
    ),
    next: NullableString,
  }),
);
