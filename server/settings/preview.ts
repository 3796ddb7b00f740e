/**
 * The sign-in page as it would look with other branding: the page's own view, with nothing in it that runs, sends or takes the
 * focus. Pure; the console shows it in a sandboxed frame.
 */
import { brandingFrom } from '../platform/page/branding.ts';
import { signInView } from '../signin/views/sign-in.ts';
import type { Settings } from '../tenants/setting-shapes.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Language } from '../texts/texts.ts';

export type Scheme = 'light' | 'dark';

export interface PreviewOptions {
  readonly branding: Settings['branding'];
  readonly scheme: Scheme;
  readonly language: Language;
  /** Of the page that will show it, under whose policy it then stands; base64. */
  readonly nonce: string;
}

/** The whole document. What the system would prefer is decided by `scheme`. */
export function brandingPreview(
  tenant: Pick<Tenant, 'name' | 'settings'>,
  { branding, scheme, language, nonce }: PreviewOptions,
): string {
  const html = signInView({
    language,
    nonce,
    branding: brandingFrom(tenant.name, branding),
    audience: 'organization',
    action: '/sign-in',
    identifierKind: tenant.settings.signIn.identifier,
    identifier: '',
    formToken: '',
  });
  return html
    .replace(/<script[^>]*>[\s\S]*?<\/script>\n?/g, '')
    .replaceAll(' autofocus', '')
    .replace('<body', '<body inert')
    .replace('<meta name="color-scheme" content="light dark">', `<meta name="color-scheme" content="${scheme}">`)
    .replaceAll('@media (prefers-color-scheme:dark)', scheme === 'dark' ? '@media all' : '@media not all');
}
