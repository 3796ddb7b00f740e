/**
 * Captcha owns the check box "I am not a robot" (S3): it issues challenges, judges answers and sees to it that each counts
 * once. Sign-in and recovery ask it. By default the challenge is ALTCHA's proof of work, made and judged here, so that nobody
 * else learns who signs in; an organisation may choose a hosted provider instead. Whoever has no JavaScript, or whose provider
 * is away, waits instead. It never decides when a CAPTCHA is due for whom, only what the settings say, and knows no users.
 */
import { createHmac } from 'node:crypto';
import type { Origin } from '../kernel/caller.ts';
import type { Database } from '../platform/database.ts';
import type { PageAssets } from '../platform/page/assets.ts';
import type { Sealer } from '../platform/seal.ts';
import { sourceOf } from '../tenants/guesses.ts';
import { captchaSecretOf } from '../tenants/secrets.ts';
import type { Settings } from '../tenants/setting-shapes.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { answerHash, createProofOfWork, type ProofOfWorkChallenge, proofMinutes } from './proof-of-work.ts';
import { createSiteVerifier, type HostedProvider } from './siteverify.ts';
import { captchaUse, clockFetch, waitUse } from './store.ts';
import type { CaptchaBox } from './view-captcha.ts';
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
  /** What a page needs to show the box. @param waiting the token of a wait that goes on; null begins a new one */
  box(tenant: Tenant, waiting: string | null): Promise<CaptchaBox>;
  /**
   * Judges the answers given with a form or call, the best first, and uses up the one that passes. Costs little, whatever they
   * are. None is `absent`; so is everything where the organisation asks for no CAPTCHA.
   */
  check(tenant: Tenant, answers: readonly string[], origin: Origin): Promise<CaptchaResult>;
}

export interface CaptchaOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly assets: PageAssets;
  /** Told when a hosted provider could not be asked. */
  readonly onError: (error: unknown) => void;
  /** For tests only: where the providers' `siteverify` is. */
  readonly siteVerifyUrls?: Partial<Record<HostedProvider, string>>;
}

const failed: Extract<CaptchaResult, { verdict: 'failed' }> = {
  verdict: 'failed',
  waitSeconds: null,
  unreachable: false,
};
/** An answer solved and, should it be too old, the wait that the same form carries. */
const answersMax = 2;
const passed: CaptchaResult = { verdict: 'passed' };

/**
 * Failures after which a source must answer, as the settings say: 0 = always, null = never.
 * Whose failures count is for the lock-out to know.
 */
export function captchaAfter({ signIn }: Settings): number | null {
  if (signIn.captcha === 'off') return null;
  return signIn.captcha === 'always' ? 0 : signIn.captchaAfter;
}

export function createCaptcha(options: CaptchaOptions): Captcha {
  const { database, sealer, onError } = options;
  const key = sealer.deriveKey('captcha');
  const proofs = createProofOfWork(key);
  const waits = createWaits(key);
  const siteVerifier = createSiteVerifier({ urls: options.siteVerifyUrls ?? {}, onError });

  const clock = (tenant: Tenant): Promise<number> => database.withTenantOnce(tenant.id, clockFetch);

  async function checkWait(tenant: Tenant, answer: string, origin: Origin): Promise<CaptchaResult> {
    const begunAt = waits.read(tenant.id, answer);
    if (begunAt === null) return failed;
    const source = createHmac('sha256', key)
      .update(`source\n${tenant.id}\n${sourceOf(origin.address)}`)
      .digest();
    const used = await database.withTenantOnce(tenant.id, (tx) =>
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
    return (await database.withTenantOnce(tenant.id, (tx) => captchaUse(tx, use))) ? passed : failed;
  }

  async function judge(tenant: Tenant, answer: string, origin: Origin): Promise<CaptchaResult> {
    if (waits.isWait(answer)) return checkWait(tenant, answer, origin);
    const { provider, siteKey } = tenant.settings.captcha;
    if (provider === 'altcha') return checkProof(tenant, answer);
    const verdict = await siteVerifier.verify(provider, {
      secret: captchaSecretOf(sealer, tenant) ?? '',
      siteKey: siteKey ?? '',
      response: answer,
      hostname: new URL(tenant.askedOrigin).hostname,
    });
    return verdict === 'passed' ? passed : { ...failed, unreachable: verdict === 'unreachable' };
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
    async box(tenant, waiting) {
      const { provider, siteKey } = tenant.settings.captcha;
      const wait = waiting ?? waits.begin(tenant.id, await clock(tenant));
      return provider === 'altcha'
        ? { provider, asset: await options.assets('captcha'), wait }
        : { provider, siteKey: siteKey ?? '', wait };
    },
    async check(tenant, answers, origin) {
      if (tenant.settings.signIn.captcha === 'off') return { verdict: 'absent' };
      let result: CaptchaResult = { verdict: 'absent' };
      for (const answer of answers.slice(0, answersMax)) {
        result = await judge(tenant, answer, origin);
        if (result.verdict === 'passed') break;
      }
      return result;
    },
  };
}
