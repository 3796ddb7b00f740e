/** English: words that many pages share. */
export const common = {
  product: 'Usher',
  'field.username': 'Username',
  'field.email': 'Email address',
  'field.either': 'Username or email address',
  'field.password': 'Password',
  'field.newPassword': 'New password',
  'field.repeatPassword': 'Re-enter new password',
  'field.organization': 'Organisation name',
  'field.optional': '{label} (optional)',
  'form.busy': 'One moment…',
  'error.reference': 'Reference: {reference}',
  'error.back': 'Back',
  'scriptOff.heading': 'JavaScript is off',
  'scriptOff.text': 'You are logged in, but this page needs JavaScript. Turn it on in your browser, then reload.',
  'scriptOff.logOut': 'Log out',
  'language.label': 'Language',
} as const;
