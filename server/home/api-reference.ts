/** /api/reference: the API's description for people, on every host. */
import { Type } from 'typebox';
import type { Http } from '../platform/http/http.ts';
import { pageContext, sendPage } from '../signin/pages/parts.ts';
import { type ApiDocument, apiCalls, apiReferenceView } from './view-api-reference.ts';

const Query = Type.Object(
  { search: Type.Optional(Type.String({ maxLength: 100 })), lang: Type.Optional(Type.String({ maxLength: 10 })) },
  { additionalProperties: false },
);

export function apiReferencePage(http: Http): void {
  let whole: ReturnType<typeof apiCalls> | null = null;
  http.get('/api/reference', { schema: { hide: true, querystring: Query } }, (request, reply) => {
    const search = request.query.search?.trim() ?? '';
    // The document's own type is that of every version of OpenAPI at once; ours is 3.1, from our own schemas.
    const describe = (): ReturnType<typeof apiCalls> => apiCalls(http.swagger() as unknown as ApiDocument, search);
    if (search === '') whole ??= describe();
    const calls = search === '' && whole !== null ? whole : describe();
    return sendPage(reply, apiReferenceView(pageContext(request), calls, search));
  });
}
