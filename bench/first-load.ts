// What the console's first load promises: its weight, and the first rows of the People page, in a browser that has never been there.
import { type ConsoleVisits, visitConsole } from './console-visit.ts';
import { install } from './directory.ts';
import type { Figure } from './figures.ts';
import { percentile, type Samples } from './measure.ts';

/** @returns nothing where there is no Chromium */
export async function measureFirstLoad(
  users: number,
  rounds: number,
): Promise<{ figures: Figure[]; samples: Samples }> {
  const installation = await install(users, 3);
  try {
    const visits = await visitConsole(installation, rounds);
    if (visits === null) return { figures: [], samples: {} };
    return {
      figures: visitFigures(visits, users.toLocaleString('en')),
      samples: { peopleFirstRowsMs: visits.firstRowsMs },
    };
  } finally {
    await installation.stage.stop();
  }
}

/** What makes the console what it is; the rest is what its users see in it. */
const programKinds = ['Document', 'Script', 'Stylesheet'];

function visitFigures(visits: ConsoleVisits, users: string): Figure[] {
  const { firstRowsMs, weight } = visits;
  const parts = [...weight.parts].map(([kind, bytes]) => `${kind} ${(bytes / 1000).toFixed(0)} KB`);
  const program = [...weight.parts].filter(([kind]) => programKinds.some((one) => kind.startsWith(one)));
  return [
    {
      id: 'people-first-rows',
      title: `People page of ${users} users in Chromium: from the navigation to the first rows, nothing cached`,
      value: percentile(firstRowsMs, 0.5) / 1000,
      unit: 's',
      budget: { max: 1 },
      detail: `median of ${firstRowsMs.length} visits, slowest ${(Math.max(...firstRowsMs) / 1000).toFixed(2)} s`,
    },
    {
      id: 'console-bytes',
      title: "the console's first load: page, scripts and styles, compressed as they are served, with their headers",
      value: program.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000,
      unit: 'KB',
      budget: { max: 250 },
      detail: `with data and icons ${(weight.bytes / 1000).toFixed(0)} KB in ${weight.requests} requests: ${parts.join(', ')}`,
    },
  ];
}
