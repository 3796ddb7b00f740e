/** What a program that a test starts gets of its environment: nothing but where things are, and a cheap password hash. */
export function programEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env;
  return {
    PATH,
    HOME,
    USHER_ARGON2_MEMORY_KIB: '7168',
    ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
  };
}
