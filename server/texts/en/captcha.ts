/** English: the check box "I am not a robot". */
export const captcha = {
  'captcha.label': 'I’m not a robot',
  'captcha.verifying': 'Checking…',
  'captcha.verified': 'Checked: you are not a robot.',
  'captcha.error': 'The check did not succeed. Try again in a moment.',
  'captcha.expired': 'The check is too old. Tick the box again.',
  'captcha.required': 'Tick the box first.',
  'captcha.wait': 'If you see no box to tick, wait {seconds} seconds before you log in.',
  'captcha.waitLeft': 'Wait another {seconds} seconds, then log in again.',
} as const;
