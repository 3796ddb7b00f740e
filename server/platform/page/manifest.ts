/** What the web application was built into: by each source that is loaded by itself, its file and what that brings with it. */
import { readFile } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

const manifestFile = new URL('../../../web/dist/.vite/manifest.json', import.meta.url);

const Manifest = Type.Record(
  Type.String(),
  Type.Object({
    file: Type.String(),
    css: Type.Optional(Type.Array(Type.String())),
    imports: Type.Optional(Type.Array(Type.String())),
  }),
);
const manifestCheck = Compile(Manifest);

export type WebManifest = Static<typeof Manifest>;

/** Null where the application is not built. */
export async function readManifest(): Promise<WebManifest | null> {
  const manifest: unknown = await readFile(manifestFile, 'utf8').then(JSON.parse, () => null);
  return manifestCheck.Check(manifest) ? manifest : null;
}

/** Addresses on this server of some sources and of all that they bring, each once; a source that was not built brings nothing. */
export function filesOf(
  manifest: WebManifest,
  sources: readonly string[],
): { readonly scripts: readonly string[]; readonly styles: readonly string[] } {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const waiting = [...sources];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const part = Object.hasOwn(manifest, next) ? manifest[next] : undefined;
    if (part === undefined || scripts.has(`/${part.file}`)) continue;
    scripts.add(`/${part.file}`);
    for (const style of part.css ?? []) styles.add(`/${style}`);
    waiting.push(...(part.imports ?? []));
  }
  return { scripts: [...scripts], styles: [...styles] };
}
