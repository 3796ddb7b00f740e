/**
 * What the preview tool and the browser tests of the pages share: a server of the sample pages under the product's own
 * Content-Security-Policy, and a Chromium.
 */
import { createServer } from 'node:http';
import { type Browser, chromium } from 'playwright-core';
import { pageSecurityPolicy } from '../server/platform/page/frame.ts';
import { samplePagesIn } from '../server/signin/views/samples.ts';
import { languages } from '../server/texts/texts.ts';

/** Fixed, because a preview guards nothing. */
export const previewNonce = 'cHJldmlldy1ub25jZQ';

/** Where Chromium is: USHER_CHROMIUM, or Debian's place. */
export const chromiumPath = process.env.USHER_CHROMIUM ?? '/usr/bin/chromium';

/** Serves each sample at `/{name}`, or `/{name}?lang=es`, on a free loopback port. */
export async function servePages(): Promise<{ origin: string; close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const language = languages.find((one) => one === searchParams.get('lang')) ?? 'en';
    const found = samplePagesIn(language).find((sample) => `/${sample.name}` === pathname);
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pageSecurityPolicy(previewNonce),
    });
    response.end(found?.render(previewNonce) ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The preview server has no port.');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${address.port}`, close };
}

/** A quiet headless Chromium that asks nothing of the network. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
