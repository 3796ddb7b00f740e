/** English: why something was refused, and what to do next. Sentence case; never blame. */
import type { RefusalTexts } from '../refusal-texts.ts';

export const refusals: RefusalTexts = {
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
  code_incorrect: {
    title: 'Incorrect code',
    help: 'Check it and try again. If it came by e-mail, use the newest one.',
  },
  code_expired: { title: 'The code has expired', help: 'Choose Resend to get a new one.' },
  code_attempts_exceeded: {
    title: 'Too many incorrect codes',
    help: 'Choose Resend to get a new code. If that is refused too, try again tomorrow or contact your Supervisor.',
  },
  resend_too_soon: {
    title: 'A code was sent a moment ago',
    help: 'It should arrive within a minute. You can ask for another one shortly.',
  },
  code_used: {
    title: 'This code was used already',
    help: 'Each code works once. Wait until your authenticator app shows the next one.',
  },
  passkey_refused: {
    title: 'This passkey was not accepted',
    help: 'It may have been removed, or the request took too long. Try again, or log in with your password.',
  },
  second_factor_required: {
    title: 'Your organisation requires a second factor',
    help: 'This is the last one that you have. Set up another one first, then remove this one.',
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
  no_email_address: {
    title: 'This user has no e-mail address',
    help: 'Add an address first, or set a temporary password and hand it over.',
  },
  email_unconfirmed: {
    title: 'This user has not confirmed the e-mail address',
    help: 'A Supervisor filled it in, and the user has not yet logged in with a code mailed there. Set a temporary password and hand it over, or have an Administrator set another address.',
  },
  precondition_failed: {
    title: 'Someone else changed this meanwhile',
    help: 'Reload to see the newest state, then make your change again.',
  },
  idempotency_key_reused: {
    title: 'This key was used for another request',
    help: 'Choose a new Idempotency-Key for each request.',
  },
  idempotency_in_progress: {
    title: 'The first request is still under way',
    help: 'Try again in a moment with the same Idempotency-Key.',
  },
  idempotency_outcome_unknown: {
    title: 'It is not known whether the first request was carried out',
    help: 'Look whether what it was to make is there. If not, try again with a new Idempotency-Key.',
  },
  last_administrator: { title: 'This is the last administrator', help: 'Make another user an administrator first.' },
  role_in_use: { title: 'This role is still in use', help: 'Give everyone who has it another role first.' },
  schedule_in_use: {
    title: 'This schedule is still in use',
    help: 'Give its users, teams and roles another one first.',
  },
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
  import_running: { title: 'Another import is running', help: 'Wait until it is done, or cancel it.' },
  slug_taken: { title: 'This organisation name is already in use', help: 'Choose another one.' },
  slug_reserved: { title: 'This organisation name is reserved', help: 'Choose another one.' },
  domain_taken: {
    title: 'This domain is another organisation’s',
    help: 'Choose another one, or remove it there first.',
  },
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
