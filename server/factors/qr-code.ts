/**
 * A text as a QR code (ISO/IEC 18004), drawn as one small SVG. Pure. Dark modules stand on white with the quiet zone of four
 * modules that readers need, whatever the colours of the page around it.
 */
import { encode } from 'uqr';

const quietZone = 4;

/** One stroke per run of dark modules in a row, moved to from the one before: a tenth of the size of a rectangle per module. */
function darkRuns(modules: readonly (readonly boolean[])[]): string {
  return modules
    .map((row, y) => {
      let path = '';
      let end = 0;
      for (let x = 0; x < row.length; x += 1) {
        if (!row[x]) continue;
        const from = x;
        while (row[x + 1]) x += 1;
        path += `${path === '' ? `M${from} ${y}` : `m${from - end} 0`}h${x - from + 1}`;
        end = x + 1;
      }
      return path;
    })
    .join('');
}

/** The picture as a `data:` address, for an `<img>`. @throws when the text is longer than about 2,300 bytes */
export function qrCodeImage(text: string): string {
  const { size, data } = encode(text, { ecc: 'M', border: quietZone });
  const svg =
    // Strokes lie on the middle of their row, so the picture begins half a row above the first.
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -.5 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0-.5h${size}v${size}H0z"/><path stroke="#000" d="${darkRuns(data)}"/></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
