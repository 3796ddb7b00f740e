/** `USHER_TEST_LONG=1 npm test` tries as often as one would by night; without, as often as a change can wait for. */
export function times(short: number, long: number): number {
  return process.env.USHER_TEST_LONG === '1' ? long : short;
}
