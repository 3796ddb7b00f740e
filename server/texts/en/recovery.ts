/** English: a forgotten password, and the page of a mailed link. */
export const recovery = {
  'forgot.ask':
    'Enter your username or your e-mail address. A link to choose a new password goes to your e-mail address.',
  'forgot.submit': 'Continue',
  'forgot.sent.title': 'Check your mail',
  'forgot.sent.text':
    'A link to choose a new password is on its way, if the account exists and has an e-mail address. It works once, within {minutes} minutes.',
  'forgot.sent.nothing': 'It should arrive within a minute. If it does not, check SPAM.',
  'forgot.sent.noAddress':
    'If your account has no e-mail address, ask a Supervisor or Administrator: they can set a new temporary password for you.',
  'reset.title': 'Change your password',
  'reset.repeat': 'Re-enter password',
  'reset.submit': 'Reset password',
  'reset.first.title': 'Choose your password',
  'reset.first.submit': 'Save password',
  'reset.again': 'Get a new link',
  'reset.done': 'Your password was changed. Log in with the new one.',
} as const;
