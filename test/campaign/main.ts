// `npm run campaign`: what takes too long for every test run. Do times tell who exists? (security: medians of identical groups
// within 5 %.) One client, tries in turn, on this machine alone; the hash has its default cost. `USHER_CAMPAIGN_TRIES` sets the
// tries of each group (200).
import { testApp } from '../support/app.ts';
import { mailServer } from '../support/mail-server.ts';
import { forgotGroups, slowly } from './forgot.ts';
import { factorGroups, signInGroups } from './sign-in.ts';
import { compare } from './timing.ts';

const triesPerGroup = Number(process.env.USHER_CAMPAIGN_TRIES ?? 200);
/** KiB of the default Argon2id: the answer's time must be the hash's. */
const hashMemoryKib = 47_104;

const mails = await mailServer(slowly);
const app = await testApp({ hashMemoryKib, config: { smtpUrl: mails.url } });
try {
  const alike = [
    await compare('Refused sign-ins', await signInGroups(app), triesPerGroup),
    await compare('Refused sign-ins and second factors', await factorGroups(app), triesPerGroup),
    await compare('Forgotten passwords, with a slow mail server', await forgotGroups(app), triesPerGroup),
  ];
  process.exitCode = alike.every(Boolean) ? 0 : 1;
} finally {
  await app.close();
  await mails.close();
}
