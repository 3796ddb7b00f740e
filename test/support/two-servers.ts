// Two servers in this process on one database: what two processes come to where only the shared state matters.
import { after } from 'node:test';
import { type TestApp, testApp } from './app.ts';

export interface TwoServers {
  readonly one: TestApp;
  readonly two: TestApp;
  /** `count` at once, by turns on both. */
  readonly atOnce: <Result>(count: number, work: (app: TestApp, index: number) => Promise<Result>) => Promise<Result[]>;
}

/** To be awaited at the top of a file of tests; both are closed after the last of them. */
export async function twoServers(): Promise<TwoServers> {
  const one = await testApp();
  let two: TestApp;
  try {
    two = await testApp({ ownerUrl: one.ownerUrl, keyring: one.keyring });
  } catch (error) {
    await one.close();
    throw error;
  }
  after(async () => {
    await two.close();
    await one.close();
  });
  return {
    one,
    two,
    atOnce: (count, work) =>
      Promise.all(Array.from({ length: count }, (_, index) => work(index % 2 === 0 ? one : two, index))),
  };
}
