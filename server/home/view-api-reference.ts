/**
 * The reference of the API as a page: rendered here from the same document that /api/openapi.json serves, because what others
 * offer for it runs much script and writes styles of its own, which our pages' Content-Security-Policy refuses. It works without
 * script: a search is a form, and each call opens by itself. In English, like the descriptions in it.
 */

import { type PageContext, page } from '../platform/page/frame.ts';
import { type Markup, markup } from '../platform/page/html.ts';

/** What of JSON Schema the description uses. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

/** What of an OpenAPI document the page shows. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** So deep are fields within fields shown; below, the document itself is the place to look. */
const depthMax = 4;

function typeText(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(' | ');
  const types = [schema.type ?? 'any'].flat();
  return types.map((type) => (type === 'array' ? `list of ${typeText(schema.items ?? {})}` : type)).join(' | ');
}

/** Where the fields of a schema are, whatever it is a list or an alternative of. */
function objectOf(schema: Schema): Schema | null {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return objectOf(schema.items);
  for (const one of schema.anyOf ?? []) {
    const found = objectOf(one);
    if (found !== null) return found;
  }
  return null;
}

/** Descriptions set names in backticks, as Markdown does. */
function told(text: string): Markup {
  return markup`${text.split('`').map((piece, index) => (index % 2 === 1 ? markup`<code>${piece}</code>` : piece))}`;
}

function fieldList(schema: Schema | undefined, depth = 0): Markup | null {
  const found = schema === undefined || depth > depthMax ? null : objectOf(schema);
  if (found === null) return null;
  const fields = Object.entries(found.properties ?? {}).map(
    ([name, field]) =>
      markup`<li><code>${name}</code> <span class="muted">${typeText(field)}${found.required?.includes(name) === true ? '' : ', optional'}</span>${
        field.description === undefined ? null : markup` ${told(field.description)}`
      }${fieldList(field, depth + 1)}</li>`,
  );
  return fields.length === 0 ? null : markup`<ul>${fields}</ul>`;
}

function part(title: string, content: Markup | null): Markup | null {
  return content === null ? null : markup`<h3>${title}</h3>${content}`;
}

function parameterList({ parameters = [] }: Operation): Markup | null {
  if (parameters.length === 0) return null;
  const lines = parameters.map(({ name, in: place, description, schema = {} }) => {
    const purpose = description ?? schema.description;
    return markup`<li><code>${name}</code> <span class="muted">${place}, ${typeText(schema)}</span>${purpose === undefined ? null : markup` ${told(purpose)}`}</li>`;
  });
  return markup`<ul>${lines}</ul>`;
}

const schemaOf = (content: Content | undefined): Schema | undefined => Object.values(content ?? {})[0]?.schema;

function callMarkup({ method, path, operation }: Call, opened: boolean): Markup {
  const [status = '', answer = {}] =
    Object.entries(operation.responses ?? {}).find(([code]) => code.startsWith('2')) ?? [];
  const open = operation.security?.length === 0;
  return markup`<details${opened ? markup` open` : ''}><summary><code>${method} ${path}</code> ${operation.summary ?? ''}</summary>
${open ? markup`<p class="hint">Anyone may call it.</p>` : null}${part('Parameters', parameterList(operation))}${part('Body', fieldList(schemaOf(operation.requestBody?.content)))}${part(
  `Answer ${status}`,
  fieldList(schemaOf(answer.content)),
)}</details>
`;
}

function callsOf({ paths }: ApiDocument): Call[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function fits({ method, path, operation }: Call, search: string): boolean {
  const text = `${method} ${path} ${operation.summary ?? ''} ${operation.tags?.join(' ') ?? ''}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The lists of calls, and how many they are. @param search words that each of them has; empty for all */
export function apiCalls(document: ApiDocument, search: string): { readonly count: number; readonly lists: Markup } {
  const calls = callsOf(document).filter((call) => fits(call, search));
  const byTag = Map.groupBy(calls, ({ operation }) => operation.tags?.[0] ?? 'other');
  const opened = search !== '' && calls.length <= 5;
  const sections = [...byTag].map(
    ([tag, some]) =>
      markup`<section id="${tag}"><h2>${tag}</h2>${some.map((call) => callMarkup(call, opened))}</section>`,
  );
  const links = [...byTag.keys()].map((tag) => markup`<li><a href="#${tag}">${tag}</a></li>`);
  const contents = byTag.size > 1 ? markup`<nav class="tags" aria-label="Sections"><ul>${links}</ul></nav>` : null;
  return { count: calls.length, lists: markup`${contents}${sections}` };
}

const style = `
.reference main{max-width:60rem}.reference header,.reference footer{max-width:60rem}
.reference section{margin-top:2rem}
.reference h2{font-size:1.125rem;margin-bottom:.5rem}
.reference h3{margin:1rem 0 0;font-size:.9375rem}
.reference ul{margin:.25rem 0 0;padding-left:1.25rem;font-size:.9375rem}
.reference li{margin:.25rem 0}
.reference .tags ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin-top:1rem}
.reference details{border-top:1px solid var(--line);padding:.625rem 0}
.reference summary{cursor:pointer;line-height:1.6}
.reference summary code{font-weight:600;margin-right:.5rem}
.reference .search{display:flex;gap:.75rem;align-items:end;flex-wrap:wrap}
.reference .search div{flex:1 1 14rem}
.reference .search .button{width:auto}`.replaceAll('\n', '');

/** The whole page. */
export function apiReferenceView(
  context: PageContext,
  calls: { readonly count: number; readonly lists: Markup },
  search: string,
): string {
  return page({
    ...context,
    language: 'en',
    languageLinks: [],
    title: 'API reference',
    variant: 'reference',
    moreStyle: style,
    footer: [{ href: '/api/openapi.json', label: 'OpenAPI document' }],
    body: markup`<h1>API reference</h1>
<p>Send an API key with every call: <code>Authorization: Bearer usher_…</code>. Lists are read in pages: <code>limit</code>, and <code>cursor</code> with the <code>next</code> of the page before. A refusal is <code>application/problem+json</code> with a stable <code>code</code>.</p>
<form method="get" action="/api/reference" class="search" role="search"><div><label for="search">Search</label><input id="search" name="search" type="search" maxlength="100" value="${search}"></div><button class="button">Search</button></form>
<p class="muted" role="status">${calls.count === 1 ? '1 call' : `${calls.count} calls`}${search === '' ? null : markup` with “${search}” · <a href="/api/reference">All calls</a>`}</p>
${calls.lists}`,
  });
}
