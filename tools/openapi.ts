/** Writes openapi/usher.json, the committed description of the API; test/surface/openapi.test.ts compares it. */
import { writeFile } from 'node:fs/promises';
import { testApp } from '../test/support/app.ts';

export const openapiFile = new URL('../openapi/usher.json', import.meta.url);

/** The description as committed: what a server says, readable in a review. */
export async function describedApi(): Promise<string> {
  const app = await testApp();
  try {
    const answer = await app.browser().get('/api/openapi.json');
    return `${JSON.stringify(JSON.parse(answer.text), null, 2)}\n`;
  } finally {
    await app.close();
  }
}

if (import.meta.main) {
  await writeFile(openapiFile, await describedApi());
  console.log('openapi/usher.json is up to date.');
}
