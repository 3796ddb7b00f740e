// Arithmetic of the bench. Machines are noisy: what is compared is measured in turns, and the median of the turns counts.

export interface Samples {
  readonly [name: string]: readonly number[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('There is no median of nothing.');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** @param share 0.95 for the value that 95 of 100 stay below */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Takes every measure once a round, so that a noisy minute falls on all of them. @returns a list per measure, in rounds */
export async function interleaved(
  rounds: number,
  measures: Readonly<Record<string, () => Promise<number>>>,
): Promise<Samples> {
  const names = Object.keys(measures);
  const samples: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(measures)) samples[name]?.push(await measure());
  }
  return samples;
}

/** Median of the rounds' ratios: both numbers of each were taken one after the other. */
export function ratio(samples: Samples, over: string, under: string): number {
  const below = samples[under] ?? [];
  return median((samples[over] ?? []).map((value, round) => value / (below[round] ?? Number.NaN)));
}

export function medianOf(samples: Samples, name: string): number {
  return median(samples[name] ?? []);
}
