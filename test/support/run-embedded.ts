// A process of its own that runs the embedded database of a directory, for tests that end it in every way a process can
// end. Prints one line: `ready <owner URL>`, or `failed <message>` and exits with 1. SIGTERM stops it in order.
import { startEmbedded } from '../../server/platform/embedded/embedded.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const directory = process.argv[2] ?? '';
try {
  const database = await startEmbedded({ directory, log: quiet });
  process.on('SIGTERM', async () => {
    await database.stop();
    process.exit(0);
  });
  console.log(`ready ${database.ownerUrl}`);
} catch (error) {
  console.log(`failed ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
