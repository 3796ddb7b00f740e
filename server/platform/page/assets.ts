/**
 * Scripts that a server-rendered page loads from this server, only when it needs them: the CAPTCHA's box, the live checker.
 * They are built with the web application (web/pages); its manifest tells under which names they came out.
 */
import { type Markup, markup } from './html.ts';
import { readManifest } from './manifest.ts';

/** Addresses on this server; the names carry a hash of the content. */
export interface PageAsset {
  readonly script: string;
  readonly styles: readonly string[];
}

/** The asset built from `web/pages/{name}.ts`; null when it is not built: the page does without, as without JavaScript. */
export type PageAssets = (name: 'captcha' | 'new-password') => Promise<PageAsset | null>;

async function readAsset(name: string): Promise<PageAsset | null> {
  const chunk = (await readManifest())?.[`pages/${name}.ts`];
  if (chunk === undefined) return null;
  return { script: `/${chunk.file}`, styles: (chunk.css ?? []).map((file) => `/${file}`) };
}

/** Reads the manifest when a page first needs it, once per script. */
export function createPageAssets(): PageAssets {
  const known = new Map<string, Promise<PageAsset | null>>();
  return (name) => {
    const found = known.get(name) ?? readAsset(name);
    known.set(name, found);
    return found;
  };
}

/** The elements that load it, under the response's nonce. */
export function assetTags(asset: PageAsset, nonce: string): Markup {
  return markup`${asset.styles.map((href) => markup`<link rel="stylesheet" href="${href}" nonce="${nonce}">`)}<script type="module" src="${asset.script}" nonce="${nonce}"></script>
`;
}
