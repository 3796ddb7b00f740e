/** CSV as it is written (RFC 4180): cells that a spreadsheet shows and does not run. Reading it is the import's (docs/decisions/0008). */

/** U+FEFF, with which Excel takes a file for UTF-8 and not for the code page of its country. */
export const byteOrderMark = '\uFEFF';

/** Where a cell begins, also for a spreadsheet that takes a semicolon, a tab or a line break inside of it for the beginning of another. */
const beginsFormula = /(^|[;\t\r\n])(?=[=+\-@\t\r])/g;

/**
 * One cell. What begins like a formula gets an apostrophe in front (OWASP, CSV injection; ASVS 5.0 V1.2.10): behind a semicolon, too,
 * because where the comma is the decimal sign, as in Spain or Brazil, Excel parts lines there. Null is empty.
 */
function csvCell(text: string | null): string {
  if (text === null) return '';
  const harmless = text.replace(beginsFormula, "$1'");
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One line with its end. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
