/** The document of the web application, as each answer has it: its nonce, its language, and what its page needs first. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyRequest } from 'fastify';
import { filesOf, readManifest } from '../platform/page/manifest.ts';
import { sessionText } from '../sessions/answer.ts';
import { sessionOf } from '../sessions/routes.ts';
import { signInPath } from '../tenants/sign-in-path.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type Language, languages, textsIn } from '../texts/texts.ts';
import { firstLoadTags, firstModulesOf, firstRequestsOf } from './first-load.ts';

/** The built application. */
export const distFolder = fileURLToPath(new URL('../../web/dist/', import.meta.url));

/** Where in the document stands what the page needs first. */
const firstLoadPlace = '<!-- first load -->';

/**
 * Reads the built document. @returns the one for a person who is signed in: with the way to log out without script (the sign-in
 * page, which has a form for it), and in the language that the application then speaks.
 */
export async function readDocument(): Promise<(request: FastifyRequest) => string> {
  const [document, manifest] = await Promise.all([readFile(`${distFolder}index.html`, 'utf8'), readManifest()]);
  const partsFor = (kind: Tenant['kind'], language: Language) => {
    const text = textsIn(language);
    return document
      .replace('<html lang="en">', `<html lang="${language}">`)
      .replaceAll('__SIGN_IN__', signInPath[kind])
      .replaceAll('__SCRIPT_OFF__', text('scriptOff.heading'))
      .replaceAll('__SCRIPT_OFF_HELP__', text('scriptOff.text'))
      .replaceAll('__LOG_OUT__', text('scriptOff.logOut'))
      .split(firstLoadPlace)
      .map((part) => part.split('__NONCE__'));
  };
  const parts = new Map(
    languages.flatMap((language) =>
      (['organization', 'operators'] as const).map((kind) => [`${kind} ${language}`, partsFor(kind, language)]),
    ),
  );
  // What every page runs stands in the document as it was built.
  const besides = (file: string): boolean => !document.includes(`"${file}"`);
  return (request) => {
    const { nonce, language, tenant, url } = request;
    const session = sessionOf(request);
    const files = filesOf(manifest ?? {}, firstModulesOf(url, language, session.permissions));
    const first = firstLoadTags(
      {
        session: sessionText(session, tenant),
        requests: firstRequestsOf(url, session.permissions),
        scripts: files.scripts.filter(besides),
        styles: files.styles.filter(besides),
      },
      nonce,
    );
    return (parts.get(`${tenant.kind} ${language}`) ?? []).map((part) => part.join(nonce)).join(first.toString());
  };
}
