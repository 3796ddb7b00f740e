/**
 * A text as a QR code (ISO/IEC 18004), drawn as one small SVG. Pure. Dark modules stand on white with the quiet zone of four
 * modules that readers need, whatever the colours of the page around it.
 */
import { encode } from 'uqr';

const quietZone = 4;

/** One rectangle per run of dark modules in a row: a fifth of the size of one per module. */
function darkRuns(modules: readonly (readonly boolean[])[]): string {
  return modules
    .flatMap((row, y) => {
      const runs: string[] = [];
      for (let x = 0; x < row.length; x += 1) {
        if (!row[x]) continue;
        const from = x;
        while (row[x + 1]) x += 1;
        runs.push(`M${from} ${y}h${x - from + 1}v1H${from}z`);
      }
      return runs;
    })
    .join('');
}

/** The picture as a `data:` address, for an `<img>`. @throws when the text is longer than about 2,300 bytes */
export function qrCodeImage(text: string): string {
  const { size, data } = encode(text, { ecc: 'M', border: quietZone });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${darkRuns(data)}"/></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
