/**
 * The hosted providers' `siteverify`: three services, one form. Each is asked at its documented address, once per answer, and
 * told no more than it needs: not the person's address, not the name typed. What cannot be asked does not let anybody in.
 */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Settings } from '../tenants/setting-shapes.ts';

export type HostedProvider = Exclude<Settings['captcha']['provider'], 'altcha'>;

interface Documented {
  readonly url: string;
  /** It is sent which widget the answer must come from. */
  readonly takesSiteKey: boolean;
  /** Its `hostname` is where the challenge was solved (hCaptcha says of its own that it is for statistics only). */
  readonly provesHostname: boolean;
}

const documented: Record<HostedProvider, Documented> = {
  turnstile: {
    url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    takesSiteKey: false,
    provesHostname: true,
  },
  hcaptcha: { url: 'https://api.hcaptcha.com/siteverify', takesSiteKey: true, provesHostname: false },
  recaptcha: {
    url: 'https://www.google.com/recaptcha/api/siteverify',
    takesSiteKey: false,
    provesHostname: true,
  },
};

/** Codes that say that we, or they, are at fault, not the person. */
const notTheirs = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'sitekey-secret-mismatch',
  'bad-request',
  'internal-error',
]);

/** Milliseconds until a provider counts as away. */
const timeoutMs = 3_000;
const answerBytesMax = 16 * 1024;
/** Characters of an answer: hCaptcha's are the longest. */
const responseMax = 8_192;
/** Questions under way at once; one more is not asked. */
const askedMax = 100;

const Verdict = Type.Object({
  success: Type.Boolean(),
  hostname: Type.Optional(Type.String()),
  action: Type.Optional(Type.String()),
  'error-codes': Type.Optional(Type.Array(Type.String())),
});
const verdictCheck = Compile(Verdict);

/** The action that our widgets name (Turnstile): an answer given to another widget of the same site does not count. */
export const widgetAction = 'usher';

export interface HostedAnswer {
  readonly secret: string;
  readonly siteKey: string;
  readonly response: string;
  /** The organisation's host: where the challenge must have been solved. */
  readonly hostname: string;
}

export interface SiteVerifier {
  /** Never throws. `unreachable`: nobody could be asked, or the keys are wrong; told to `onError`. */
  verify(provider: HostedProvider, answer: HostedAnswer): Promise<'passed' | 'failed' | 'unreachable'>;
}

/** Reads at most `answerBytesMax`. @throws Error when there is more */
async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > answerBytesMax) throw new Error('its answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

export function createSiteVerifier(options: {
  /** Instead of the documented addresses; for tests only. */
  readonly urls: Partial<Record<HostedProvider, string>>;
  readonly onError: (error: unknown) => void;
}): SiteVerifier {
  let asked = 0;

  async function ask(provider: HostedProvider, answer: HostedAnswer): Promise<'passed' | 'failed'> {
    const { url, takesSiteKey, provesHostname } = documented[provider];
    const form = new URLSearchParams({ secret: answer.secret, response: answer.response });
    if (takesSiteKey) form.set('sitekey', answer.siteKey);
    const response = await fetch(options.urls[provider] ?? url, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await readBounded(response);
    // Turnstile answers refusals with 400 and the same form; anything else above is no verdict.
    if (response.status >= 500) throw new Error(`it answered ${response.status}`);
    const verdict: unknown = JSON.parse(text);
    if (!verdictCheck.Check(verdict)) throw new Error('its answer is not of the documented form');
    const fault = verdict['error-codes']?.find((code) => notTheirs.has(code));
    if (!verdict.success && fault !== undefined) throw new Error(`it says ${fault}`);
    if (!verdict.success) return 'failed';
    if (provesHostname && verdict.hostname !== answer.hostname) return 'failed';
    return verdict.action === undefined || verdict.action === '' || verdict.action === widgetAction
      ? 'passed'
      : 'failed';
  }

  return {
    async verify(provider, answer) {
      if (answer.response.length > responseMax) return 'failed';
      asked += 1;
      try {
        if (asked > askedMax) throw new Error('too many questions are under way');
        return await ask(provider, answer);
      } catch (cause) {
        options.onError(new Error(`The CAPTCHA provider ${provider} could not be asked`, { cause }));
        return 'unreachable';
      } finally {
        asked -= 1;
      }
    },
  };
}
