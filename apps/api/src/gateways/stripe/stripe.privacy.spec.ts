import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskPayload } from '../personal.data.js';
import { STRIPE_PERSONAL } from './stripe.privacy.js';

const FOLDER = join(process.cwd(), 'test', 'fixtures', 'stripe');
const FIXTURES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json') && !name.startsWith('_'))
  .map((name) => readFileSync(join(FOLDER, name)));
const MASKED = FIXTURES.map((bytes) => maskPayload(bytes, STRIPE_PERSONAL)).join('\n');
const ORIGINAL = FIXTURES.map((bytes) => JSON.stringify(JSON.parse(bytes.toString()))).join('\n');

/** All that the fixtures hold of people. */
const PERSONAL = [
  'comprador@example.com',
  'Compradora de Prueba',
  'Carrera 7 # 71-21',
  'Bogotá',
  '110231',
  '203.0.113.7',
  'FixtureFp00000001',
];
/** What tells a payment, its way and its failure. */
const OTHER = [
  '"client_reference_id":"ORD-2026-000123"',
  '"order_id":"ORD-2026-000123"',
  '"last4":"4242"',
  '"decline_code":"insufficient_funds"',
  '"payment_intent":"pi_3RfixSUCC00000000001aB1"',
];

it.each(PERSONAL)('%s survives in no fixture', (value) => {
  expect(ORIGINAL).toContain(value);
  expect(MASKED).not.toContain(value);
});

it.each(OTHER)('%s is still to be read', (value) => {
  expect(ORIGINAL).toContain(value);
  expect(MASKED).toContain(value);
});
