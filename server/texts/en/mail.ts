/** English: mails. The first line (`lead`) is what a list of mails previews, so it says the whole matter. */
export const mail = {
  'mail.greeting': 'Hello {name},',
  'mail.why': 'Why you got this: you have an account at {organization} ({address}), and this is its e-mail address.',
  'mail.footer': 'Sent by Usher, where {organization} logs in. Nobody reads answers to this address.',
  'mail.field.address': 'Address',
  'mail.field.username': 'Username',
  'mail.field.temporaryPassword': 'Temporary password',
  'mail.field.validUntil': 'Valid until',
  'mail.field.when': 'When',
  'mail.field.browser': 'Browser',
  'mail.field.network': 'Network address',
  'mail.field.webhook': 'Webhook name',
  'mail.field.host': 'Server',
  'mail.welcome.subject': 'Your account at {organization}',
  'mail.welcome.lead':
    'Your account at {organization} is ready. Log in with the temporary password below, then choose one that only you know.',
  'mail.welcome.action': 'Log in',
  'mail.welcome.notYou':
    'Not expecting this? If you do not work with {organization}, delete this mail. The password stops working by itself.',
  'mail.passwordChanged.subject': 'Your password at {organization} was changed',
  'mail.passwordChanged.lead':
    'The password of your account at {organization} was changed. If it was you, there is nothing to do.',
  'mail.passwordChanged.action': 'Check your account',
  'mail.passwordChanged.notYou':
    'If it was not you, tell your Administrator or Supervisor now. They can log that person out and set a new password.',
  'mail.newBrowser.subject': 'New browser logged in to {organization}',
  'mail.newBrowser.lead':
    'Your account at {organization} was logged in from a browser that it was not used from before. If it was you, there is nothing to do.',
  'mail.newBrowser.action': 'Check your account',
  'mail.newBrowser.notYou':
    'If it was not you, change your password and log out that browser there. Then tell your Administrator or Supervisor.',
  'mail.locked.subject': 'Your account at {organization} is locked',
  'mail.locked.lead':
    'Your account at {organization} is locked after too many failed attempts. Your Administrator or Supervisor can unlock it.',
  'mail.locked.action': 'Help with logging in',
  'mail.locked.notYou':
    'If it was not you who tried, someone may be guessing your password. They did not get in. Tell your Administrator or Supervisor.',
  'mail.passwordSet.subject': 'A new password was set for you at {organization}',
  'mail.passwordSet.lead':
    'An Administrator or Supervisor of {organization} set a new temporary password for you, and will give it to you.',
  'mail.passwordSet.action': 'Log in',
  'mail.passwordSet.notYou':
    'If you did not ask for it, ask your Administrator or Supervisor why it was set. Your old password does not work any more.',
  'mail.webhookDisabled.subject': 'A webhook of {organization} was disabled',
  'mail.webhookDisabled.gone':
    'The webhook “{webhook}” of {organization} answered that it does not exist any more (410), so it was disabled. It is told of nothing until it is enabled again.',
  'mail.webhookDisabled.failing':
    'Nothing has arrived at the webhook “{webhook}” of {organization} for five days, so it was disabled. It is told of nothing until it is enabled again.',
  'mail.webhookDisabled.action': 'See the webhook',
  'mail.webhookDisabled.notYou':
    'If the program is not needed any more, delete the webhook. If it is, mend the program first and then enable it: each attempt is listed there with its answer.',
  'mail.webhookDisabled.why':
    'Why you got this: you have an account at {organization} ({address}), and may manage its webhooks.',
  'mail.test.subject': 'Test mail from {organization}',
  'mail.test.lead': 'Mail from {organization} reaches you. You asked for this mail in the settings.',
  'mail.test.action': 'See the mail settings',
  'mail.test.notYou':
    'If it was not you who asked for it, another administrator’s session may be in the wrong hands: look into the audit log.',
} as const;
