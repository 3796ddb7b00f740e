/** Portuguese, complete: the areas of en/catalogue.ts. */
import type { Catalogue } from '../catalogue.ts';
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

export const pt: Catalogue = {
  refusals,
  texts: {
    ...captcha,
    ...code,
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
  },
};
