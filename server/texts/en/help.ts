/** English: help with logging in. */
export const help = {
  'help.title': 'Help with logging in',
  'help.intro': 'What each message means, and what to do.',
  'help.noMail.title': 'No mail arrived',
  'help.noMail.text':
    'It should arrive within a minute. Check SPAM, then ask your Supervisor or Administrator to verify the e-mail address on your account.',
  'help.other.title': 'Any other message',
  'help.other.text':
    'It comes with a reference number. Try again. If the problem persists, tell your Administrator that number: the audit log holds it too.',
  'help.more': 'What this means and what to do',
} as const;
