// Times of groups that must be alike: tries one after another, each round in another order, and medians compared with the first group's.

/** Medians further apart than this share tell who exists. */
const toleranceShare = 0.05;
/** Rounds before anything is measured: what is compiled and cached first is nobody's. */
const warmUpRounds = 10;

/** One try; throws unless it was answered as it must be. */
export type Try = () => Promise<void>;

export type Groups = Readonly<Record<string, Try>>;

/** The middle one; of an even number the upper of the two. NaN for none. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** In another order: what one try leaves behind, such as a mail to be sent, must not always fall on the same group. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

/** Milliseconds of `rounds` tries of each group, interleaved. */
async function measured(groups: Groups, rounds: number): Promise<Map<string, number[]>> {
  const entries = Object.entries(groups);
  const times = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const [name, attempt] of shuffled(entries)) {
      const startedAt = performance.now();
      await attempt();
      if (round >= 0) times.get(name)?.push(performance.now() - startedAt);
    }
  }
  return times;
}

/** Writes the medians under a title. @returns whether all are within 5 % of the first group's */
export async function compare(title: string, groups: Groups, rounds: number): Promise<boolean> {
  const times = await measured(groups, rounds);
  const [first = []] = times.values();
  const base = median(first);
  const results = [...times].map(([name, values]) => ({ name, ms: median(values), ratio: median(values) / base }));
  process.stdout.write(`${title} (${rounds} tries each)\n`);
  for (const { name, ms, ratio } of results)
    process.stdout.write(`  ${name.padEnd(32)} ${ms.toFixed(2).padStart(8)} ms   ${ratio.toFixed(3)}\n`);
  const apart = results.filter(({ ratio }) => !(Math.abs(ratio - 1) <= toleranceShare));
  process.stdout.write(
    apart.length === 0 ? '  No group stands apart.\n' : `  Apart: ${apart.map(({ name }) => name).join(', ')}\n`,
  );
  return apart.length === 0;
}
