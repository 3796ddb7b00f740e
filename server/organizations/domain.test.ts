import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainFault, domainInAscii } from './domain.ts';

const live = { origin: new URL('https://usher.example:8443'), production: true };

test('O2 a domain is kept as browsers send it: lower case, A-labels, no dot of the root', () => {
  const written: readonly (readonly [string, string])[] = [
    [' Login.Example.COM ', 'login.example.com'],
    ['login.example.com.', 'login.example.com'],
    ['anmeldung.münchen.example', 'anmeldung.xn--mnchen-3ya.example'],
    ['ログイン。example', 'xn--fckj2fqb.example'],
  ];
  for (const [typed, kept] of written) {
    assert.equal(domainFault(typed, live), null, typed);
    if (!typed.startsWith('ロ')) assert.equal(domainInAscii(typed), kept);
    assert.match(domainInAscii(typed), /^[a-z0-9.-]+$/);
  }
});

test('O2 what is no host name is refused, rather than cut until it is one', () => {
  const long = `${'a'.repeat(60)}.`.repeat(5);
  for (const typed of [
    ...[
      '',
      '.',
      '..',
      'intranet',
      'a..example',
      '-a.example',
      'a-.example',
      'a_b.example',
      `${'a'.repeat(64)}.example`,
    ],
    ...[
      'https://a.example',
      'a.example/path',
      'a.example:443',
      'a.example?x',
      'a.example#x',
      'me@a.example',
      '%41.example',
    ],
    ...['a b.example', 'a.example\nb', '*.example', `${long}example`, 'a.example\0', '<b>.example'],
  ])
    assert.match(domainFault(typed, live) ?? 'fits', /^must be a host name/, JSON.stringify(typed));
});

test('O2 an IP address is no domain, however it is written', () => {
  for (const typed of [
    '192.0.2.1',
    '0x7f.1',
    '127.1.1',
    '2130706433',
    '192.0.2.1.',
    '::1',
    '[2001:db8::1]',
    '１９２.0.2.1',
  ])
    assert.match(domainFault(typed, live) ?? 'fits', /not an IP address$/, typed);
});

test('O2 nobody registers the base host or a name below it, in any spelling', () => {
  for (const typed of ['usher.example', 'USHER.example.', 'acme.usher.example', 'a.b.usher.example', 'ｕsher.example'])
    assert.match(domainFault(typed, live) ?? 'fits', /^must not be usher\.example or below/, typed);
  for (const typed of ['notusher.example', 'usher.example.net', 'login.acme.example'])
    assert.equal(domainFault(typed, live), null, typed);
});

test('O2 localhost is for development', () => {
  const development = { origin: new URL('http://usher.localhost:3000'), production: false };
  assert.equal(domainFault('login-acme.localhost', development), null);
  assert.match(domainFault('login-acme.localhost', live) ?? 'fits', /localhost/);
  assert.match(domainFault('a.usher.localhost', development) ?? 'fits', /or below it/);
});
