/**
 * English texts: the reference catalogue. Other languages have the same keys, checked by the type and by a test.
 * `{name}` is replaced by a parameter. Sentence case; say what happened, why, and what to do next; never blame.
 */
import type { RefusalCode } from '../kernel/refusal.ts';
import { mailTexts } from './en-mail.ts';

/** What a refused person reads: one line that says what happened, and what to do next. */
export interface RefusalText {
  readonly title: string;
  readonly help: string;
}

const refusals: Record<RefusalCode, RefusalText> = {
  incorrect_credentials: {
    title: 'Incorrect username or password.',
    help: 'Check the spelling of both and try again. If the problem persists, contact your Administrator.',
  },
  already_signed_in: {
    title: 'The user is already logged in',
    help: 'Up to {limit} tabs can be connected in the same browser. Log out from one of the tabs or devices where it is open, then try again.',
  },
  connection_limit: {
    title: 'The user is already logged in',
    help: 'Up to {limit} tabs can be connected in the same browser. Close or disconnect one of them, then try again.',
  },
  user_disabled: {
    title: 'User disabled by the Administrator.',
    help: 'You cannot log in until the Administrator reactivates your account.',
  },
  too_many_attempts: {
    title: 'Too many failed attempts',
    help: 'Your account is locked. Contact your Administrator to unlock it.',
  },
  user_inactive: {
    title: 'Inactive user',
    help: 'Your account is not active. Contact your Administrator to verify your account configuration.',
  },
  outside_schedule: {
    title: 'Outside scheduled hours',
    help: 'You can log in during your scheduled hours only. Contact your Administrator to verify your account configuration.',
  },
  user_limit_reached: {
    title: 'User limit reached',
    help: 'All licensed seats are taken. Another user needs to log out first. If the problem persists, contact your Administrator.',
  },
  no_email_for_code: {
    title: 'Your account has no e-mail address',
    help: 'A code is needed to log in and it is sent by e-mail. Contact your Supervisor, who can add your address.',
  },
  captcha_required: { title: 'Confirm that you are not a robot', help: 'Tick the box, then try again.' },
  captcha_failed: { title: 'The check did not succeed', help: 'Tick the box again, then try again.' },
  code_incorrect: { title: 'Incorrect code', help: 'Check the digits in the newest mail and try again.' },
  code_expired: { title: 'The code has expired', help: 'Choose Resend to get a new one.' },
  code_attempts_exceeded: {
    title: 'Too many incorrect codes',
    help: 'Start again to get a new code. If the problem persists, contact your Supervisor.',
  },
  resend_too_soon: {
    title: 'A code was sent a moment ago',
    help: 'It should arrive within a minute. You can ask for another one shortly.',
  },
  password_policy: {
    title: 'This password does not meet the rules',
    help: 'Choose another one that meets every rule shown.',
  },
  password_reused: { title: 'This password was used before', help: 'Choose one that you have not used recently.' },
  temporary_password_expired: {
    title: 'Your temporary password has expired',
    help: 'Ask your Administrator or Supervisor for a new one.',
  },
  link_invalid: {
    title: 'This link does not work',
    help: 'It may have been used already, or a newer one was sent. Ask for a new one.',
  },
  link_expired: { title: 'This link has expired', help: 'Ask for a new one.' },
  station_taken: {
    title: 'This station is in use',
    help: 'Choose another station, or ask your Supervisor to release it.',
  },
  station_not_yours: {
    title: 'This station is assigned to someone else',
    help: 'Enter your own Station ID, or ask your Supervisor.',
  },
  station_unknown: { title: 'There is no such station', help: 'Check the number. A Station ID has 1 to 10 digits.' },
  organization_unknown: {
    title: 'We do not know this organisation',
    help: 'Check the name. It is the first part of the address that you were given.',
  },
  organization_suspended: {
    title: 'This organisation is suspended',
    help: 'Nobody can log in at the moment. Your Administrator knows whom to ask.',
  },
  flow_expired: {
    title: 'Logging in took too long',
    help: 'For your safety it starts again. Enter your username and password.',
  },
  flow_step_invalid: { title: 'This step is already done', help: 'Start again from the log-in page.' },
  recent_authentication_required: {
    title: 'Please confirm that it is you',
    help: 'Enter your password again before this change.',
  },
  identifier_taken: {
    title: 'This username or e-mail address is already in use',
    help: 'Each one can belong to a single user of the organisation, as a username or as an address. Choose another.',
  },
  precondition_failed: {
    title: 'Someone else changed this meanwhile',
    help: 'Reload to see the newest state, then make your change again.',
  },
  last_administrator: { title: 'This is the last administrator', help: 'Make another user an administrator first.' },
  portal_password_policy: {
    title: 'This portal password does not meet the rules',
    help: 'Use digits only, not your extension, no simple sequence.',
  },
  provider_unavailable: {
    title: 'Your organisation’s sign-in service does not answer',
    help: 'Try again in a moment. If the problem persists, contact your Administrator.',
  },
  body_too_large: { title: 'That is too much at once', help: 'The request is larger than this address accepts.' },
  media_type: { title: 'This kind of content is not accepted here', help: 'Send JSON, or use the form on the page.' },
  not_signed_in: { title: 'You are not logged in', help: 'Log in, then try again.' },
  not_permitted: {
    title: 'You are not permitted to do this',
    help: 'If you need it for your work, ask your Administrator.',
  },
  not_found: { title: 'There is nothing here', help: 'Check the address, or go back and start again.' },
  invalid_request: {
    title: 'Something in this request is not right',
    help: 'Check the fields that are marked, then try again.',
  },
  rate_limited: { title: 'Too many requests', help: 'Wait a moment, then try again.' },
  unavailable: { title: 'Usher is busy or restarting', help: 'Nothing was changed. Try again in a few seconds.' },
  slug_taken: { title: 'This organisation name is already in use', help: 'Choose another one.' },
  slug_reserved: { title: 'This organisation name is reserved', help: 'Choose another one.' },
  export_required: {
    title: 'Export this organisation first',
    help: 'What is deleted cannot be brought back. Export it, then delete it within the hour.',
  },
  current_password_incorrect: { title: 'The current password is incorrect', help: 'Check the spelling and try again.' },
  cross_site_request: {
    title: 'This request came from another site',
    help: 'Open the log-in page directly and try again.',
  },
  host_unknown: { title: 'Nothing is served at this address', help: 'Check the address in your browser.' },
  internal: {
    title: 'Something went wrong on our side',
    help: 'Try again. If the problem persists, tell your Administrator the reference number: the audit log holds it too.',
  },
};

const texts = {
  ...mailTexts,
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
  'password.show': 'Show password',
  'password.hide': 'Hide password',
  'password.showShort': 'Show',
  'password.hideShort': 'Hide',
  'password.capsLock': 'Caps Lock is on.',
  'password.same': 'Both passwords are the same.',
  'password.met': 'met',
  'password.unmet': 'not met',
  'password.rules': 'Your new password needs',
  'signIn.title': 'Log in',
  'signIn.heading': 'Log in to {organization}',
  'signIn.submit': 'Log in',
  'signIn.forgot': 'Forgot your password?',
  'signIn.help': 'Help with logging in',
  'signIn.alreadyAs': 'Signed in as {name}',
  'signIn.continue': 'Continue',
  'signIn.logOutFirst': 'Log out {name}',
  'signIn.lockedUntil': 'Your account is locked. Contact your Administrator to unlock it, or wait until {time}.',
  'signIn.opensAt':
    'You can log in again from {time}. If that is not right, contact your Administrator to verify your account configuration.',
  'signIn.notYou': 'To log in as someone else, log out first, or use the form below.',
  'operator.heading': 'Operator log-in',
  'newPassword.title': 'Choose a new password',
  'newPassword.why': 'Your password is temporary. Choose one that only you know to go on.',
  'newPassword.for': 'For {identifier}',
  'newPassword.submit': 'Save and log in',
  'newPassword.mismatchHelp': 'Enter the new password again, the same in both fields.',
  'newPassword.mismatch': 'The two passwords are not the same.',
  'rule.min_length': 'At least {minLength} characters',
  'rule.classes': 'At least {classesAtLeast} of: upper and lower case; letters and digits; a special character',
  'rule.letters_and_digits': 'Letters and digits',
  'rule.blocklist': 'Not a common or breached password',
  'rule.context_words': 'Not built from your name, username or organisation',
  'rule.min_score': 'Hard to guess',
  'rule.too_long': 'At most 1,024 bytes',
  'rule.unusable_characters': 'No unusable characters',
  'rule.history': 'Not one of your last {history} passwords',
  'organization.title': 'Your organisation',
  'organization.heading': 'Which organisation do you work for?',
  'organization.hint': 'The first part of the address that you were given, for example “acme” in acme.{host}.',
  'organization.continue': 'Continue',
  'signedOut.title': 'Logged out',
  'signedOut.heading': 'You are logged out',
  'signedOut.text': 'Your session has ended. On a shared desk, close the browser too.',
  'signedOut.again': 'Log in again',
  'forgot.title': 'Forgot your password?',
  'forgot.text': 'Ask your Supervisor or Administrator. They can set a new temporary password for you in a minute.',
  'forgot.back': 'Back to log-in',
  'help.title': 'Help with logging in',
  'help.intro': 'What each message means, and what to do.',
  'help.noMail.title': 'No mail arrived',
  'help.noMail.text':
    'It should arrive within a minute. Check SPAM, then ask your Supervisor or Administrator to verify the e-mail address on your account.',
  'help.other.title': 'Any other message',
  'help.other.text':
    'It comes with a reference number. Try again. If the problem persists, tell your Administrator that number: the audit log holds it too.',
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
  'error.reference': 'Reference: {reference}',
  'error.back': 'Back',
} as const;

export type TextKey = keyof typeof texts;

/** One language, complete. */
export interface Catalogue {
  readonly refusals: Record<RefusalCode, RefusalText>;
  readonly texts: Record<TextKey, string>;
}

export const en: Catalogue = { refusals, texts };
