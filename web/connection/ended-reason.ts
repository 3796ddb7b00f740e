/** Why a session ended, in words. Pure. */
import { text, textOr } from '../texts/texts.ts';
import { momentText, type TimeStyle } from '../ui/time.ts';

function stringOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * One or two sentences about why the session is over.
 * @param detail what the server said besides: `browser` and `at` of the session that replaced it, `by`, `at`, `opensAt`
 */
export function endedReason(
  reason: string,
  detail: Readonly<Record<string, unknown>>,
  style: TimeStyle,
  nowMs: number,
): string {
  const moment = (value: unknown) => {
    const instant = stringOf(value);
    return instant === null ? null : momentText(instant, style, nowMs);
  };
  const browser = stringOf(detail.browser);
  const time = moment(detail.at);
  const name = stringOf(detail.by);
  if (reason === 'replaced' && browser !== null && time !== null)
    return text('ended.replaced.where', { browser, time });
  if (reason === 'signed_out_by_administrator' && name !== null)
    return text('ended.signed_out_by_administrator.by', { name });
  if (reason === 'outside_schedule') {
    const ended = time === null ? text('ended.outside_schedule') : text('ended.outside_schedule.at', { time });
    const opens = moment(detail.opensAt);
    return opens === null ? ended : `${ended} ${text('ended.opens', { time: opens })}`;
  }
  return textOr(`ended.${reason}`, text('ended.unknown'));
}
