// A figure: what was measured, against which budget, and how it is told.

export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly value: number;
  /** `×` and `÷` figures are ratios of two measures taken in turns. */
  readonly unit:
    | 'ratio'
    | 'ms'
    | 's'
    | 'KB'
    | 'MB'
    | 'requests'
    | 'statements'
    | 'rows'
    | 'errors'
    | '%'
    | 'per second';
  /** Null: told for orientation, nothing is demanded of it. */
  readonly budget: { readonly min: number } | { readonly max: number } | null;
  /** The absolute numbers behind it. */
  readonly detail: string;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
}

/** What one section measured. Sections are kept one by one, so that one can be taken anew. */
export interface SectionResults {
  readonly measuredOn: string;
  readonly mode: 'full' | 'quick';
  readonly figures: readonly Figure[];
  /** Every single round, so that the spread can be judged. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

export interface Results {
  readonly rounds: number;
  readonly machine: Machine;
  readonly sections: Readonly<Record<string, SectionResults>>;
}

function isMet({ value, budget }: Figure): boolean {
  if (budget === null) return true;
  return 'min' in budget ? value >= budget.min : value <= budget.max;
}

function digits(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** What comes in whole numbers. */
const countedUnits: ReadonlySet<Figure['unit']> = new Set(['requests', 'statements', 'rows', 'errors']);

export function valueText({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  if (unit === 'ratio') return digits(value);
  return `${countedUnits.has(unit) ? value.toLocaleString('en') : digits(value)} ${unit}`;
}

export function budgetText({ budget, unit }: Figure): string {
  if (budget === null) return '';
  const [sign, value] = 'min' in budget ? ['≥', budget.min] : ['≤', budget.max];
  return `${sign} ${unit === 'ratio' ? value : `${value} ${unit}`}`;
}

/** `met`, or by how much not. */
export function verdictText(figure: Figure): string {
  const { value, budget } = figure;
  if (budget === null) return '';
  if (isMet(figure)) return 'met';
  const limit = 'min' in budget ? budget.min : budget.max;
  // Of none there is no part.
  if (limit === 0) return 'missed';
  return `missed by ${Math.max(1, Math.round(Math.abs(value / limit - 1) * 100))} %`;
}

/** For the terminal. */
export function tableText(figures: readonly Figure[]): string {
  const rows = [
    ['figure', 'measured', 'budget', ''],
    ...figures.map((figure) => [figure.title, valueText(figure), budgetText(figure), verdictText(figure)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
