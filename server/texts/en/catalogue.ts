/**
 * English: the reference catalogue. Other languages have the same areas with the same keys, checked by the type and by a
 * test. `{name}` is replaced by a parameter. Sentence case; say what happened, why, and what to do next; never blame.
 */
import { captcha } from './captcha.ts';
import { code } from './code.ts';
import { common } from './common.ts';
import { factors } from './factors.ts';
import { help } from './help.ts';
import { importReasons } from './import-reasons.ts';
import { mail } from './mail.ts';
import { mailCredentials } from './mail-credentials.ts';
import { operator } from './operator.ts';
import { password } from './password.ts';
import { places } from './places.ts';
import { recovery } from './recovery.ts';
import { refusals } from './refusals.ts';
import { signIn } from './sign-in.ts';

export const texts = {
  ...code,
  ...captcha,
  ...common,
  ...factors,
  ...help,
  ...importReasons,
  ...mail,
  ...mailCredentials,
  ...operator,
  ...password,
  ...places,
  ...recovery,
  ...signIn,
} as const;

/** That it is complete, its reader checks (texts.ts): the type of the others is made from it. */
export const en = { refusals, texts };
