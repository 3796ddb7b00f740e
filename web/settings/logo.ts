/** A picture that somebody chose, as a data address small enough to be part of each page. Browser only; asks nobody. */

/** Characters of the address, as the server limits them. */
const charactersMax = 7_168;
/** Twice the height at which it is shown, for fine screens. */
const heights = [80, 60, 40] as const;
const widthMax = 288;
const qualities = [0.9, 0.75, 0.6] as const;
const fileBytesMax = 10 * 1024 * 1024;

export type LogoFault = 'unreadable' | 'large';

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** As it is, where it fits: nothing is lost, and an SVG stays one. */
async function asIs(file: File): Promise<string | null> {
  if (!/^image\/(png|jpeg|webp|svg\+xml)$/.test(file.type) || file.size > charactersMax) return null;
  const address = `data:${file.type};base64,${base64Of(new Uint8Array(await file.arrayBuffer()))}`;
  return address.length <= charactersMax ? address : null;
}

function drawn(picture: ImageBitmap, height: number): HTMLCanvasElement {
  const scale = Math.min(1, height / picture.height, widthMax / picture.width);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The address of the picture, made smaller where it has to be; or why there is none. */
export async function logoOf(file: File): Promise<{ readonly address: string } | { readonly fault: LogoFault }> {
  const same = await asIs(file);
  if (same !== null) return { address: same };
  if (file.type === 'image/svg+xml' || file.size > fileBytesMax) return { fault: 'large' };
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return { fault: 'unreadable' };
  for (const height of heights) {
    const canvas = drawn(picture, height);
    for (const quality of qualities) {
      const address = canvas.toDataURL('image/webp', quality);
      // A browser that writes no WebP answers with PNG, which will do where it is small enough.
      if (address.length <= charactersMax) return { address };
    }
  }
  return { fault: 'large' };
}
