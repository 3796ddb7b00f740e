/** Which addresses are for programs; everything else is for people in a browser. */

const programPath = /^\/(api|scim|oidc|metrics|health|com\.broadsoft|provision)(\/|$|\.|\?)/;

/** True where programs call, and never a person's browser navigates. `url` is a request's path, with or without query. */
export function isProgramPath(url: string): boolean {
  return programPath.test(url);
}
