import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DestinationPolicy, mayReach, readDestination } from './destination.ts';

const production: DestinationPolicy = { httpsOnly: true, networks: [] };
const own: DestinationPolicy = { httpsOnly: false, networks: ['127.0.0.0/8', '::1', '10.20.0.0/16'] };

test('M4 V1.3.6 no address is reached that is not on the public Internet', () => {
  const inside = [
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '169.254.0.1',
    '100.64.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '100::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '4000::1',
    'localhost',
    '',
  ];
  assert.deepEqual(
    inside.filter((address) => mayReach(address, production)),
    [],
  );
  for (const address of ['93.184.216.34', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])
    assert.equal(mayReach(address, production), true, address);
});

test('M4 what the operator of the installation allows is reached, in whichever spelling', () => {
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1', '10.20.3.4'])
    assert.equal(mayReach(address, own), true);
  for (const address of ['10.21.0.1', '::2', '192.168.0.1', '169.254.169.254'])
    assert.equal(mayReach(address, own), false);
});

test('M4 V1.3.6 a URL that names such an address is refused, in decimal, octal, hexadecimal and short forms too', () => {
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '%31%32%37.0.0.1',
    '①②⑦.0.0.1',
    '127.0.0.1.',
    '169.254.169.254',
    '2852039166',
    '0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:a9fe:a9fe]',
    '[fd00:ec2::254]',
    '10.0.0.5:8443',
  ];
  for (const host of hosts) assert.equal(typeof readDestination(`https://${host}/`, production), 'string', host);
});

test('M4 production sends nothing in clear, and no URL holds a password, a fragment or another scheme', () => {
  for (const url of [
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:secret@example.com/',
    'https://example.com/#part',
    'https://',
    'example.com',
    `https://example.com/${'a'.repeat(2000)}`,
  ])
    assert.equal(typeof readDestination(url, production), 'string', url);
  assert.ok(readDestination('https://example.com/hooks?key=1', production) instanceof URL);
  assert.ok(readDestination('http://localhost:3000/', own) instanceof URL);
});
