/** English: the set-up page and the list of captured mails. */
export const operator = {
  'setup.title': 'Set up Usher',
  'setup.heading': 'Set up the first operator',
  'setup.text':
    'The operator runs this installation: creates organisations and gives them seats. This link works once.',
  'setup.emailHint': 'Only for messages about this account, such as a changed password.',
  'setup.submit': 'Create operator',
  'setup.done': 'The operator exists. Log in to create your first organisation.',
  'devMail.title': 'Captured mail',
  'devMail.intro': 'No mail server is configured (USHER_SMTP_URL), so mails are kept here instead of being sent.',
  'devMail.empty': 'No mail yet.',
  'devMail.from': 'From',
  'devMail.to': 'To',
  'devMail.date': 'Date',
  'devMail.noSubject': '(no subject)',
  'devMail.noText': 'This mail has no text part.',
  'devMail.showHtml': 'Show as HTML',
  'devMail.back': 'All captured mail',
} as const;
