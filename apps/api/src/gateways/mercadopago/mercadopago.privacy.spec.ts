import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskPayload } from '../personal.data.js';
import { MERCADOPAGO_PERSONAL } from './mercadopago.privacy.js';

const FOLDER = join(process.cwd(), 'test', 'fixtures', 'mercadopago');
const FIXTURES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json') && !name.startsWith('_'))
  .map((name) => readFileSync(join(FOLDER, name)));
const MASKED = FIXTURES.map((bytes) => maskPayload(bytes, MERCADOPAGO_PERSONAL)).join('\n');
const ORIGINAL = FIXTURES.map((bytes) => JSON.stringify(JSON.parse(bytes.toString()))).join('\n');

/** All that the fixtures hold of people. */
const PERSONAL = [
  'test_user_1700000000@testuser.com',
  'test_user_1700000001@testuser.com',
  '"number":"123456789"',
  '1023456789',
  'Compradora',
  '"APRO"',
  '203.0.113.7',
  '203.0.113.8',
  '987654322',
];
/** What tells a payment, its way and its failure. */
const OTHER = [
  '"external_reference":"ORD-2026-000124"',
  '"order_id":"ORD-2026-000124"',
  '"status_detail":"cc_rejected_insufficient_amount"',
  '"payment_method_id":"pse"',
  '"last_four_digits"',
];

it.each(PERSONAL)('%s survives in no fixture', (value) => {
  expect(ORIGINAL).toContain(value);
  expect(MASKED).not.toContain(value);
});

it.each(OTHER)('%s is still to be read', (value) => {
  expect(ORIGINAL).toContain(value);
  expect(MASKED).toContain(value);
});
