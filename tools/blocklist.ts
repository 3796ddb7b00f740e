/** Builds build/blocklist.txt, the list of breached and common passwords that the server loads at start. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { blocklistFile, packagedBlocklist } from '../server/passwords/blocklist.ts';

await mkdir(new URL('.', blocklistFile), { recursive: true });
const temporary = `${fileURLToPath(blocklistFile)}.${process.pid}`;
const list = await packagedBlocklist();
await writeFile(temporary, list);
// Renamed into place, so that a server starting meanwhile never reads half a list.
await rename(temporary, blocklistFile);
console.log(`build/blocklist.txt: ${list.length} bytes`);
