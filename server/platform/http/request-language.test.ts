import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { acceptedLanguages } from './browser.ts';
import { type LanguageSettings, languageLinks, languageOf } from './request-language.ts';

/** What these rules read of a request, and nothing else of it. */
function request(url: string, acceptLanguage?: string): FastifyRequest {
  const headers = acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage };
  return { url, headers } as unknown as FastifyRequest;
}

function languageFor(url: string, acceptLanguage: string | undefined, given: Partial<LanguageSettings>): string {
  return languageOf(request(url, acceptLanguage), { person: null, chosen: null, organization: null, ...given });
}

test('S11 the person’s setting wins, then the organisation’s, then the browser’s', () => {
  const page = (given: Partial<LanguageSettings>) => languageFor('/home', 'en-GB,en;q=0.9', given);
  assert.equal(page({ person: { locale: 'pt' }, organization: 'es' }), 'pt');
  assert.equal(page({ person: { locale: null }, organization: 'es' }), 'es');
  assert.equal(page({ organization: 'es' }), 'es');
  assert.equal(page({}), 'en');
  assert.equal(languageFor('/sign-in', 'pt-PT', {}), 'pt');
  assert.equal(languageFor('/sign-in', undefined, {}), 'en');
});

test('S11 what was chosen on a page wins over the organisation’s, and yields to the person’s setting', () => {
  assert.equal(languageFor('/sign-in', 'en', { chosen: 'pt', organization: 'es' }), 'pt');
  assert.equal(languageFor('/home', 'en', { chosen: 'pt', person: { locale: 'es' } }), 'es');
  assert.equal(languageFor('/home', 'en', { chosen: 'pt', person: { locale: null }, organization: 'es' }), 'pt');
  assert.equal(languageFor('/sign-in?return_to=%2Fhome&lang=en', 'es', { chosen: 'pt', organization: 'es' }), 'en');
  assert.equal(languageFor('/sign-in?lang=xx', 'es', { chosen: 'pt' }), 'pt');
});

test('S11 a program without a person says its language itself; with a session it is answered as the pages are', () => {
  assert.equal(languageFor('/api/v1/sign-in', 'pt-BR', { organization: 'es' }), 'pt');
  assert.equal(languageFor('/api/v1/sign-in', undefined, { organization: 'es' }), 'es');
  assert.equal(languageFor('/api/v1/users', 'pt-BR', { person: { locale: null }, organization: 'es' }), 'es');
  assert.equal(languageFor('/api/v1/users?lang=es', 'pt-BR', {}), 'pt');
});

test('S11 the browser’s languages count by their weight', () => {
  assert.deepEqual(acceptedLanguages('en;q=0.5, es-MX, fr;q=0, pt;q=0.8, de;q=x'), ['es-MX', 'pt', 'en']);
  assert.deepEqual(acceptedLanguages(''), []);
});

test('S11 a link to another language keeps what the address asked for', () => {
  const [, spanish] = languageLinks(request('/sign-in?return_to=%2Fconsole&lang=pt'), false);
  assert.deepEqual(spanish, { language: 'es', href: '/sign-in?return_to=%2Fconsole&lang=es' });
  assert.deepEqual(languageLinks(request('/help'), true), []);
});
