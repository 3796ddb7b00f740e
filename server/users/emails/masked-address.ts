/** An e-mail address as it may be shown to whoever cannot be trusted with the whole of it. Pure. */

/** `ana@example.com` → `a***@example.com`: enough to know one's own address by, too little to learn another's. */
export function maskedAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${at > 0 ? first : ''}***${email.slice(at)}`;
}
