/**
 * What a refused person reads, with the facts of this one case: when a timed lock ends, when the next window opens, how many
 * tabs are allowed. Pages and the JSON form both use it, so both say the same.
 */
import type { RefusalCode } from '../kernel/refusal.ts';
import { type Language, refusalText, type TextKey, textsIn } from './texts.ts';

/** A refusal in words. `reference` is what the audit log holds too (S8.8), null where there is none. */
export interface RefusalMessage {
  readonly code: RefusalCode;
  readonly title: string;
  readonly help: string;
  readonly reference: string | null;
}

export interface RefusalFacts {
  /** End of a timed lock, or opening of the next window: RFC 3339; null or missing when nobody can say. */
  readonly until?: string | null;
  /** IANA time zone of the organisation, in which `until` is told. Default UTC. */
  readonly timeZone?: string;
  /** Tabs that may be connected in one browser. Default 3. */
  readonly tabsPerBrowser?: number;
  /** Seconds after which the wait that stands in for a CAPTCHA will do; null or missing when it never will. */
  readonly waitSeconds?: number | null;
  /** Who has the station that was asked for; null or missing for those who may not know (T3). */
  readonly heldBy?: string | null;
  /** Number under which the audit log or the server's log holds the case. */
  readonly reference?: string | null;
}

// English is written the British way throughout, dates too; Spanish and Portuguese as most of their speakers do.
export const localeOf: Record<Language, string> = { en: 'en-GB', es: 'es', pt: 'pt-BR' };

/** An instant (RFC 3339) as people read it, with its time zone: "Mon 24 Nov, 08:00 CET". */
export function instantInWords(language: Language, instant: string, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat(localeOf[language], {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(new Date(instant));
}

/** Title and help of a refusal for this case. Never fails for a known code; RangeError for a time zone that does not exist. */
export function refusalMessage(language: Language, code: RefusalCode, facts: RefusalFacts = {}): RefusalMessage {
  const { until = null, timeZone, tabsPerBrowser = 3, waitSeconds = null, heldBy = null, reference = null } = facts;
  const { title, help } = refusalText(language, code, { limit: tabsPerBrowser });
  if (code === 'captcha_failed' && waitSeconds !== null)
    return { code, title, help: textsIn(language)('captcha.waitLeft', { seconds: waitSeconds }), reference };
  if (code === 'station_taken' && heldBy !== null)
    return { code, title, help: textsIn(language)('station.takenBy', { name: heldBy }), reference };
  const timed: TextKey | null =
    code === 'too_many_attempts'
      ? 'signIn.lockedUntil'
      : code === 'outside_schedule'
        ? 'signIn.opensAt'
        : code === 'code_attempts_exceeded'
          ? 'code.dayOver'
          : null;
  if (timed === null || until === null) return { code, title, help, reference };
  const time = instantInWords(language, until, timeZone);
  return { code, title, help: textsIn(language)(timed, { time }), reference };
}
