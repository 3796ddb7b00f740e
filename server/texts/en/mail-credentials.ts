/** English texts of the mails about codes, links, factors, addresses and expiry; es and pt have the same keys. */
export const mailCredentials = {
  'mail.field.code': 'Code',
  'mail.field.newAddress': 'New e-mail address',
  'mail.field.expires': 'Expires',
  'mail.activation.subject': 'Activate your account at {organization}',
  'mail.activation.lead':
    'Your account at {organization} is ready. Choose your password by the link below: it works once, within {duration}.',
  'mail.activation.action': 'Choose your password',
  'mail.activation.notYou':
    'Not expecting this? If you do not work with {organization}, delete this mail. The link stops working by itself.',
  'mail.code.subject': 'Your code for {organization}',
  'mail.code.lead':
    '{code} is your code for {organization}. It works once, within {duration}, in the browser that asked for it.',
  'mail.code.action':
    'Type it into the page that asked for it. Give it to nobody: no one from {organization} will ask you for it.',
  'mail.code.notYou':
    'If it was not you who asked for a code, someone may know your password. They cannot get in without the code. Change your password and tell your Administrator or Supervisor.',
  'mail.reset.subject': 'Choose a new password for {organization}',
  'mail.reset.lead':
    'Someone, probably you, forgot the password of your account at {organization}. Choose a new one by the link below: it works once, within {duration}.',
  'mail.reset.action': 'Choose a new password',
  'mail.reset.notYou':
    'If it was not you, do nothing: your password stays as it is, and the link stops working by itself. If such mails keep coming, tell your Administrator or Supervisor.',
  'mail.portalPassword.subject': 'Your portal password at {organization} was set',
  'mail.portalPassword.lead':
    'You set the portal password of your account at {organization}, the digits for the voice portal. The one before does not work any more.',
  'mail.portalPassword.byAdministrator':
    'An Administrator or Supervisor of {organization} set a new portal password for you, the digits for the voice portal, and will give it to you.',
  'mail.portalPassword.action': 'Check your portal password',
  'mail.portalPassword.notYou':
    'If you did not do this or ask for it, tell your Administrator or Supervisor now, and set another one.',
  'mail.factor.subject': 'How you log in to {organization} was changed',
  'mail.factor.lead': 'How you confirm that it is you when you log in to {organization} was changed.',
  'mail.factor.totpOn': 'An authenticator app now confirms that it is you when you log in to {organization}.',
  'mail.factor.totpOff': 'The authenticator app was removed from your account at {organization}.',
  'mail.factor.passkeyAdded': 'A passkey was added to your account at {organization}.',
  'mail.factor.passkeyRemoved': 'A passkey was removed from your account at {organization}.',
  'mail.factor.recoveryCodesNew':
    'New recovery codes were made for your account at {organization}. The ones from before do not work any more.',
  'mail.factor.emailCodeOn': 'A code by e-mail now confirms that it is you when you log in to {organization}.',
  'mail.factor.emailCodeOff': 'Codes by e-mail were turned off for your account at {organization}.',
  'mail.factor.resetByAdministrator':
    'An Administrator of {organization} removed how you confirmed that it is you when you log in. You may be asked to set it up again.',
  'mail.factor.action': 'Check your account',
  'mail.factor.notYou':
    'If you did not do this or ask for it, tell your Administrator or Supervisor now, and change your password.',
  'mail.emailChanged.subject': 'The e-mail address of your account at {organization} was changed',
  'mail.emailChanged.lead':
    'The e-mail address of your account at {organization} is now {newAddress}. Codes and notices are sent there from now on.',
  'mail.emailChanged.removed':
    'The e-mail address of your account at {organization} was removed. No codes and notices are sent to it any more.',
  'mail.emailChanged.action': 'Help with logging in',
  'mail.emailChanged.notYou':
    'If you did not expect this, tell your Administrator or Supervisor now: they can see who changed it and change it back.',
  'mail.emailChanged.why':
    'Why you got this: this is, or was until now, the e-mail address of an account at {organization} ({address}).',
  'mail.expiry.subject': 'Your password at {organization} expires in {duration}',
  'mail.expiry.lead':
    'Your password at {organization} expires in {duration}. Choose a new one before then, so that it does not hold you up when you log in.',
  'mail.expiry.action': 'Change your password',
  'mail.expiry.notYou':
    'Nobody will ask you for your password by mail, by phone or in a chat. If someone does, tell your Administrator or Supervisor.',
} as const;
