/**
 * Each rule that stands between a person and their session, in the order in which a sign-in meets them: how it stands for this
 * person now, the facts behind it, and what would mend it. Pure.
 */
import type { OtherSession } from '../connections/connections.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Locks } from '../passwords/lockout.ts';
import type { PasswordState } from '../passwords/passwords.ts';
import type { DryRun } from '../signin/dry-run.ts';

export const ruleNames = [
  'organization',
  'lock',
  'account',
  'activity',
  'hours',
  'password',
  'second_factor',
  'browsers',
  'station',
  'seat',
] as const;
type RuleName = (typeof ruleNames)[number];

/** `asks`: they are asked for something on the way. `warns`: they come in, but something may keep them. `refuses`: they do not. */
export const ruleStates = ['fine', 'asks', 'warns', 'refuses'] as const;
type RuleState = (typeof ruleStates)[number];

/** One act each that mends a rule; which of them the caller may do is told with it. */
export const remedies = [
  'unlock',
  'enable',
  'activate',
  'overtime',
  'set_password',
  'assign_email',
  'reset_second_factor',
  'sign_out',
  'free_seat',
] as const;
export type Remedy = (typeof remedies)[number];

/** What is known behind a rule; what does not concern it is missing. Moments are RFC 3339. */
export interface RuleFacts {
  /** Lock: when it ends by itself, null when a person has to unlock. Known browsers that are locked. */
  readonly lockedElsewhere?: boolean;
  readonly lockedUntil?: string | null;
  readonly lockedBrowsers?: number;
  readonly opensAt?: string | null;
  readonly endsAt?: string | null;
  readonly passwordSet?: boolean;
  readonly temporary?: boolean;
  readonly expiresAt?: string | null;
  readonly changedAt?: string | null;
  readonly changedBy?: string | null;
  readonly methods?: readonly string[];
  readonly email?: string | null;
  /** Why the last mail to the address was refused for good. */
  readonly emailProblem?: string | null;
  /** What became of the last code by mail. */
  readonly lastCode?: { readonly status: string; readonly at: string; readonly reason: string | null } | null;
  readonly sessions?: readonly {
    readonly browser: string;
    readonly address: string;
    readonly since: string;
    readonly tabs: number;
  }[];
  /** Browsers, or tabs in each, that may be connected at once. */
  readonly browsersMax?: number;
  readonly tabsMax?: number;
  readonly station?: string | null;
  readonly capacity?: number;
  readonly inUse?: number;
}

export interface Rule {
  readonly rule: RuleName;
  readonly state: RuleState;
  /** With what it refuses. */
  readonly code: RefusalCode | null;
  readonly facts: RuleFacts;
  readonly remedies: readonly Remedy[];
}

/** All that is known of one person's sign-in now. */
export interface Evidence {
  readonly suspended: boolean;
  readonly disabled: boolean;
  readonly inactive: boolean;
  readonly locks: Locks;
  readonly run: DryRun;
  readonly password: PasswordState;
  readonly email: string | null;
  readonly emailProblem: string | null;
  readonly lastCode: NonNullable<RuleFacts['lastCode']> | null;
  readonly others: readonly OtherSession[];
  readonly tabsMax: number;
  /** The number that is theirs alone, and the one they are at. */
  readonly station: { readonly assigned: string | null; readonly held: string | null };
  readonly seat: { readonly free: boolean; readonly capacity: number; readonly inUse: number };
}

type Judgement = Omit<Rule, 'rule' | 'facts'>;
const fine: Judgement = { state: 'fine', code: null, remedies: [] };
const asks: Judgement = { ...fine, state: 'asks' };

function refused(code: RefusalCode, ...mending: Remedy[]): Judgement {
  return { state: 'refuses', code, remedies: mending };
}

function lock({ locks, run }: Evidence): Rule {
  const { elsewhere, browsers } = locks;
  const mending: Remedy[] = ['unlock'];
  const judgement: Judgement =
    elsewhere !== null
      ? refused('too_many_attempts', ...mending)
      : browsers > 0
        ? { state: 'warns', code: 'too_many_attempts', remedies: mending }
        : fine;
  const facts = {
    lockedElsewhere: elsewhere !== null,
    lockedUntil: elsewhere?.until?.toISOString() ?? null,
    lockedBrowsers: browsers,
    methods: run.factor.methods.filter((method) => method === 'passkey'),
  };
  return { rule: 'lock', ...judgement, facts };
}

function password({ run, password: state }: Evidence): Rule {
  const passkey = run.factor.methods.includes('passkey');
  const judgement: Judgement = !run.hasPassword
    ? passkey
      ? { state: 'warns', code: null, remedies: ['set_password'] }
      : refused('incorrect_credentials', 'set_password')
    : run.temporaryExpired
      ? refused('temporary_password_expired', 'set_password')
      : run.passwordMustChange
        ? asks
        : fine;
  const { set: passwordSet, temporary, expiresAt, changedAt, changedBy } = state;
  return { rule: 'password', ...judgement, facts: { passwordSet, temporary, expiresAt, changedAt, changedBy } };
}

function factorJudgement({ run, email, emailProblem, lastCode }: Evidence): Judgement {
  const { due, required, methods, mayEnrol, exhausted } = run.factor;
  if (!due) return fine;
  if (methods.length === 0 && !mayEnrol) {
    const address: Remedy[] = email === null ? ['assign_email'] : [];
    // What they chose themselves can be taken away; what the organisation demands comes back.
    return refused('no_email_for_code', ...address, ...(required ? [] : (['reset_second_factor'] as const)));
  }
  if (methods.length > 0 && exhausted && !methods.includes('passkey'))
    return refused('code_attempts_exceeded', 'reset_second_factor');
  const onlyMail = methods.every((method) => method === 'email_code') && methods.length > 0;
  const undelivered = emailProblem !== null || lastCode?.status === 'failed';
  return onlyMail && undelivered ? { state: 'warns', code: null, remedies: ['assign_email'] } : asks;
}

function secondFactor(evidence: Evidence): Rule {
  const { run, email, emailProblem, lastCode } = evidence;
  const facts = { methods: run.factor.methods, email, emailProblem, lastCode };
  return { rule: 'second_factor', ...factorJudgement(evidence), facts };
}

function browsers({ run, others, tabsMax }: Evidence): Rule {
  const { inUse, max } = run.browsers;
  const judgement: Judgement =
    inUse >= max
      ? { state: 'asks', code: 'already_signed_in', remedies: ['sign_out'] }
      : others.some(({ tabs }) => tabs >= tabsMax)
        ? { state: 'warns', code: 'connection_limit', remedies: ['sign_out'] }
        : fine;
  const sessions = others.map(({ browser, address, since, tabs }) => ({ browser, address, since, tabs }));
  return { rule: 'browsers', ...judgement, facts: { sessions, browsersMax: max, tabsMax } };
}

/** Their own number is free for them, whoever else there is (T2); any other one they choose on the way. */
function station({ run, station: { assigned, held } }: Evidence): Rule {
  return { rule: 'station', ...(run.stationMissing ? asks : fine), facts: { station: assigned ?? held } };
}

function seat({ seat: { free, capacity, inUse } }: Evidence): Rule {
  return { rule: 'seat', ...(free ? fine : refused('user_limit_reached', 'free_seat')), facts: { capacity, inUse } };
}

/** In the order of the machine, but that a lock comes first and the hours stand with who may be in at all. */
export function rulesOf(evidence: Evidence): Rule[] {
  const { hours } = evidence.run;
  const facts = { opensAt: hours.opensAt?.toString() ?? null, endsAt: hours.endsAt?.toString() ?? null };
  return [
    { rule: 'organization', ...(evidence.suspended ? refused('organization_suspended') : fine), facts: {} },
    lock(evidence),
    { rule: 'account', ...(evidence.disabled ? refused('user_disabled', 'enable') : fine), facts: {} },
    { rule: 'activity', ...(evidence.inactive ? refused('user_inactive', 'activate') : fine), facts: {} },
    { rule: 'hours', ...(hours.open ? fine : refused('outside_schedule', 'overtime')), facts },
    password(evidence),
    secondFactor(evidence),
    browsers(evidence),
    station(evidence),
    seat(evidence),
  ];
}
