/** A sentence for each rule of the check, from what is known behind it. Pure but for the language. */
import type { CheckedRule } from '../../api/sign-in-check.ts';
import { plural, text, textOr } from '../../texts/texts.ts';
import { dateTimeText, type TimeStyle } from '../../ui/time.ts';

type Sentence = (rule: CheckedRule, style: TimeStyle) => string;

function lockText({ state, facts }: CheckedRule, style: TimeStyle): string {
  if (state === 'fine') return text('check.lock.fine');
  if (state === 'warns') return plural('check.lock.browsers', facts.lockedBrowsers ?? 0);
  const until = facts.lockedUntil ?? null;
  const said =
    until === null ? text('check.lock.refuses') : text('check.lock.until', { time: dateTimeText(until, style) });
  return facts.methods?.includes('passkey') ? `${said} ${text('check.lock.passkey')}` : said;
}

function hoursText({ state, facts }: CheckedRule, style: TimeStyle): string {
  const [open, ends] = [facts.opensAt ?? null, facts.endsAt ?? null];
  if (state !== 'fine')
    return open === null ? text('check.hours.never') : text('check.hours.refuses', { time: dateTimeText(open, style) });
  return ends === null ? text('check.hours.always') : text('check.hours.fine', { time: dateTimeText(ends, style) });
}

function passwordText({ state, code, facts }: CheckedRule, style: TimeStyle): string {
  if (code === 'incorrect_credentials') return text('check.password.none');
  if (state === 'warns') return text('check.password.passkey');
  const expires = facts.expiresAt == null ? '' : dateTimeText(facts.expiresAt, style);
  if (state === 'refuses') return text('check.password.expired', { time: expires });
  if (state === 'asks')
    return facts.temporary && expires !== ''
      ? text('check.password.temporary', { time: expires })
      : text('check.password.change');
  const changed = facts.changedAt == null ? '' : dateTimeText(facts.changedAt, style);
  return text('check.password.fine', { time: changed, name: facts.changedBy ?? '' });
}

function methodNames(methods: readonly string[]): string {
  return methods.map((method) => textOr(`check.method.${method}`, method)).join(', ');
}

function factorText({ state, code, facts }: CheckedRule, style: TimeStyle): string {
  const { methods = [], email = null, emailProblem = null, lastCode = null } = facts;
  if (state === 'fine') return text('check.factor.fine');
  if (code === 'code_attempts_exceeded') return text('check.factor.exhausted');
  if (state === 'refuses') return text(email === null ? 'check.factor.noEmail' : 'check.factor.none');
  if (state === 'warns')
    return emailProblem === null
      ? text('check.factor.unsent', { reason: lastCode?.reason ?? '' })
      : text('check.factor.undelivered', { email: email ?? '', reason: emailProblem });
  if (methods.length === 0) return text('check.factor.enrol');
  const sent = methods[0] === 'email_code' && lastCode !== null ? lastCode : null;
  const asked = text('check.factor.asks', { methods: methodNames(methods) });
  return sent === null ? asked : `${asked} ${text('check.factor.sent', { time: dateTimeText(sent.at, style) })}`;
}

function browsersText({ state, facts }: CheckedRule, style: TimeStyle): string {
  const { sessions = [], browsersMax = 1, tabsMax = 0 } = facts;
  if (sessions.length === 0) return text('check.browsers.none');
  const list = sessions
    .map(({ browser, address, since, tabs }) =>
      plural('check.browsers.one', tabs, { browser, address, time: dateTimeText(since, style) }),
    )
    .join('; ');
  if (state === 'asks') return `${plural('check.browsers.asks', browsersMax)} ${list}.`;
  if (state === 'warns') return `${plural('check.browsers.tabs', tabsMax)} ${list}.`;
  return `${text('check.browsers.fine')} ${list}.`;
}

function stationText({ state, facts: { station = null } }: CheckedRule): string {
  if (state === 'fine') return station === null ? text('check.station.fine') : text('check.station.has', { station });
  return station === null ? text('check.station.asks') : text('check.station.own', { station });
}

const sentences: Readonly<Record<string, Sentence>> = {
  organization: ({ state }) => text(state === 'fine' ? 'check.organization.fine' : 'check.organization.refuses'),
  lock: lockText,
  account: ({ state }) => text(state === 'fine' ? 'check.account.fine' : 'check.account.refuses'),
  activity: ({ state }) => text(state === 'fine' ? 'check.activity.fine' : 'check.activity.refuses'),
  hours: hoursText,
  password: passwordText,
  second_factor: factorText,
  browsers: browsersText,
  station: stationText,
  seat: ({ state, facts: { capacity = 0, inUse = 0 } }) =>
    text(state === 'fine' ? 'check.seat.fine' : 'check.seat.refuses', { capacity, inUse }),
};

/** What the rule says about this person, as a sentence. */
export function ruleText(rule: CheckedRule, style: TimeStyle): string {
  return sentences[rule.rule]?.(rule, style) ?? rule.state;
}
