/**
 * Captcha owns the check box "I am not a robot" (S3): it issues challenges, judges answers and sees to it that each counts
 * once. Sign-in and recovery ask it. By default the challenge is ALTCHA's proof of work, made and judged here, so that nobody
 * else learns who signs in; an organisation may choose a hosted provider instead. Whoever has no JavaScript, or whose provider
 * is away, waits instead. It never decides when a CAPTCHA is due for whom, only what the settings say, and knows no users.
 */
import { createHmac } from 'node:crypto';
import type { Origin } from '../kernel/caller.ts';
import type { Database } from '../platform/database.ts';
import type { Sealer } from '../platform/seal.ts';
import { sourceOf } from '../tenants/guesses.ts';
import type { Settings } from '../tenants/settings.ts';
import { captchaSecretOf, type Tenant } from '../tenants/tenants.ts';
import { answerHash, createProofOfWork, type ProofOfWorkChallenge, proofMinutes } from './proof-of-work.ts';
import { createSiteVerifier, type HostedProvider } from './siteverify.ts';
import { captchaUse, clockFetch, waitUse } from './store.ts';
import { createWaits, waitMinutes, waitSeconds, waitSpacingSeconds } from './wait.ts';

export type { HostedProvider };

/** What a program needs to answer: GET /api/v1/captcha. Nothing to solve where the organisation asks for none. */
export interface Challenge extends Partial<ProofOfWorkChallenge> {
  readonly when: Settings['signIn']['captcha'];
  readonly provider: Settings['captcha']['provider'];
  readonly siteKey: string | null;
  /** Instead of an answer: this token, sent after so many seconds, once. */
  readonly wait?: { readonly token: string; readonly seconds: number };
}

/** How an answer was judged. */
export type CaptchaResult =
  | { readonly verdict: 'absent' | 'passed' }
  | {
      readonly verdict: 'failed';
      /** The same wait token will do after so many seconds; null when a new answer is needed. */
      readonly waitSeconds: number | null;
      /** The hosted provider could not be asked: not the person's fault. */
      readonly unreachable: boolean;
    };

export interface Captcha {
  issue(tenant: Tenant): Promise<Challenge>;
  /** Token of a wait that begins now, for a page. */
  beginWait(tenant: Tenant): Promise<string>;
  /** Judges the answer given with a form or call, and uses it up. Costs little, whatever the answer is. */
  check(tenant: Tenant, answer: string | null, origin: Origin): Promise<CaptchaResult>;
}

export interface CaptchaOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  /** Told when a hosted provider could not be asked. */
  readonly onError: (error: unknown) => void;
  /** For tests only: where the providers' `siteverify` is. */
  readonly siteVerifyUrls?: Partial<Record<HostedProvider, string>>;
}

const failed: CaptchaResult = { verdict: 'failed', waitSeconds: null, unreachable: false };
const passed: CaptchaResult = { verdict: 'passed' };

export function createCaptcha(options: CaptchaOptions): Captcha {
  const { database, sealer, onError } = options;
  const key = sealer.deriveKey('captcha');
  const proofs = createProofOfWork(key);
  const waits = createWaits(key);
  const siteVerifier = createSiteVerifier({ urls: options.siteVerifyUrls ?? {}, onError });

  const clock = (tenant: Tenant): Promise<number> => database.withTenant(tenant.id, clockFetch);

  async function checkWait(tenant: Tenant, answer: string, origin: Origin): Promise<CaptchaResult> {
    const begunAt = waits.read(tenant.id, answer);
    if (begunAt === null) return failed;
    const source = createHmac('sha256', key)
      .update(`source\n${tenant.id}\n${sourceOf(origin.address)}`)
      .digest();
    const used = await database.withTenant(tenant.id, (tx) =>
      waitUse(tx, {
        tenant: tenant.id,
        answer: answerHash(answer),
        source,
        begunAt,
        seconds: waitSeconds,
        minutes: waitMinutes,
        spacingSeconds: waitSpacingSeconds,
      }),
    );
    if (used.taken) return passed;
    return { verdict: 'failed', waitSeconds: used.seconds_left, unreachable: false };
  }

  async function checkProof(tenant: Tenant, answer: string): Promise<CaptchaResult> {
    const proof = await proofs.verify(tenant.id, answer);
    if (proof === null) return failed;
    const use = { tenant: tenant.id, answer: proof.hash, begunAt: proof.issuedAt, minutes: proofMinutes };
    return (await database.withTenant(tenant.id, (tx) => captchaUse(tx, use))) ? passed : failed;
  }

  return {
    async issue(tenant) {
      const { signIn, captcha } = tenant.settings;
      const about = { when: signIn.captcha, provider: captcha.provider, siteKey: captcha.siteKey };
      if (signIn.captcha === 'off') return about;
      const at = await clock(tenant);
      const wait = { token: waits.begin(tenant.id, at), seconds: waitSeconds };
      return captcha.provider === 'altcha'
        ? { ...about, ...(await proofs.issue(tenant.id, at)), wait }
        : { ...about, wait };
    },
    beginWait: async (tenant) => waits.begin(tenant.id, await clock(tenant)),
    async check(tenant, answer, origin) {
      if (answer === null || answer === '' || tenant.settings.signIn.captcha === 'off') return { verdict: 'absent' };
      if (waits.isWait(answer)) return checkWait(tenant, answer, origin);
      const { provider, siteKey } = tenant.settings.captcha;
      if (provider === 'altcha') return checkProof(tenant, answer);
      const verdict = await siteVerifier.verify(provider, {
        secret: captchaSecretOf(sealer, tenant) ?? '',
        siteKey: siteKey ?? '',
        response: answer,
        hostname: new URL(tenant.origin).hostname,
      });
      return verdict === 'passed' ? passed : { ...failed, unreachable: verdict === 'unreachable' };
    },
  };
}
