/** Which addresses are for programs; everything else is for people in a browser. */

/** The reference of the API is a page about programs, for people. */
const programPath = /^\/(?!api\/reference(?:$|\?))(api|scim|oidc|metrics|health|com\.broadsoft|provision)(\/|$|\.|\?)/;

/** True where programs call, and never a person's browser navigates. `url` is a request's path, with or without query. */
export function isProgramPath(url: string): boolean {
  return programPath.test(url);
}
