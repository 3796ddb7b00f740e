/**
 * Writes openapi/usher.d.ts: what openapi/usher.json describes, as types, from which web/api/*.ts takes its shapes; so a change of
 * the API that the web application does not follow breaks the build. tools/web-types.test.ts compares it.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { openapiFile } from './openapi.ts';

export const typesFile = new URL('../openapi/usher.d.ts', import.meta.url);

/** What of JSON Schema 2020-12 the description uses. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

const heading = `/** Generated from usher.json by tools/web-types.ts, compared by a test. */

`;

function comment(text: string | undefined, indent: string): string {
  return text === undefined ? '' : `${indent}/** ${text.replaceAll('*/', '* /').replaceAll(/\s*\n\s*/g, ' ')} */\n`;
}

const nameOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

function objectType({ properties = {}, required = [], ...schema }: Schema, indent: string): string {
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, field]) => {
    const optional = required.includes(name) ? '' : '?';
    return `${comment(field.description, inner)}${inner}readonly ${nameOf(name)}${optional}: ${typeOf(field, inner)};\n`;
  });
  if (fields.length > 0) return `{\n${fields.join('')}${indent}}`;
  const { additionalProperties: more, patternProperties = {} } = schema;
  const [value = typeof more === 'object' ? more : undefined] = Object.values(patternProperties);
  if (value !== undefined) return `Readonly<Record<string, ${typeOf(value, indent)}>>`;
  return more === false ? 'Readonly<Record<string, never>>' : 'Readonly<Record<string, unknown>>';
}

function namedType(type: string | undefined, schema: Schema, indent: string): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf(schema.items ?? {}, indent)})[]`;
    case 'object':
      return objectType(schema, indent);
    default:
      return schema.properties === undefined ? 'unknown' : objectType(schema, indent);
  }
}

/** A schema as a type, for a place that is indented so far. */
export function typeOf(schema: Schema, indent = ''): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const alternatives = schema.anyOf ?? null;
  if (alternatives !== null) return alternatives.map((one) => typeOf(one, indent)).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => namedType(type, schema, indent)).join(' | ');
  // Array.isArray does not tell a readonly list from a text.
  return namedType(schema.type as string | undefined, schema, indent);
}

function contentType(content: Content | undefined, indent: string): string {
  if (content === undefined) return 'undefined';
  const schema = Object.entries(content).find(([type]) => /json/.test(type))?.[1].schema;
  return schema === undefined ? 'unknown' : typeOf(schema, indent);
}

function operationType(name: string, { summary, parameters = [], requestBody, responses }: Operation): string {
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const queryType = objectType(
    {
      properties: Object.fromEntries(query.map((one) => [one.name, one.schema])),
      required: query.filter((one) => one.required === true).map((one) => one.name),
      additionalProperties: false,
    },
    '    ',
  );
  const [, answer] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const lines = [
    `    readonly query: ${queryType};\n`,
    `    readonly body: ${contentType(requestBody?.content, '    ')};\n`,
    `    readonly answer: ${contentType(answer?.content, '    ')};\n`,
  ];
  return `${comment(summary, '  ')}  readonly ${JSON.stringify(name)}: {\n${lines.join('')}  };\n`;
}

/** The types of a description. @param text an OpenAPI document as JSON */
export function typesOf(text: string): string {
  const document = JSON.parse(text) as {
    paths: Record<string, Record<string, Operation>>; // the shape that OpenAPI gives it
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationType(`${method.toUpperCase()} ${path}`, operation)),
  );
  return `${heading}export interface Operations {\n${operations.join('')}}\n`;
}

/** The file as it has to be. */
export function describedTypes(): string {
  return typesOf(readFileSync(openapiFile, 'utf8'));
}

if (import.meta.main) {
  await writeFile(typesFile, describedTypes());
  console.log('openapi/usher.d.ts is up to date.');
}
