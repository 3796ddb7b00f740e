// Chromium's virtual authenticator (WebAuthn, CDP): a platform authenticator that verifies its user without asking.
import type { CDPSession, Page } from 'playwright-core';

export interface VirtualAuthenticator {
  readonly session: CDPSession;
  readonly id: string;
}

/** Gives the page's browser an authenticator of its own, empty. */
export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, id: authenticatorId };
}

/** What it holds. */
export async function credentialsOf({ session, id }: VirtualAuthenticator) {
  const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId: id });
  return credentials;
}
