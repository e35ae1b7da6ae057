import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskPayload } from '../personal.data.js';
import { WOMPI_PERSONAL } from './wompi.privacy.js';

const FOLDER = join(process.cwd(), 'test', 'fixtures', 'wompi');
const FIXTURES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json') && !name.startsWith('_'))
  .map((name) => readFileSync(join(FOLDER, name)));
const MASKED = FIXTURES.map((bytes) => maskPayload(bytes, WOMPI_PERSONAL)).join('\n');
const ORIGINAL = FIXTURES.map((bytes) => JSON.stringify(JSON.parse(bytes.toString()))).join('\n');

/** All that the fixtures hold of people. */
const PERSONAL = [
  'comprador@example.com',
  'juan.perez@gmail.com',
  'Comprador De Prueba',
  'COMPRADOR DE PRUEBA',
  '1999888777',
  '"legal_id":"123456789"',
  '3001112233',
  '3991111111',
  '3992222222',
  'FixtureBrowser',
];
/** What tells a payment, its way and its failure. */
const OTHER = [
  '"reference":"ORDER-0001-a1"',
  '"last_four":"4242"',
  '"name":"VISA-4242"',
  '"amount_in_cents":8500000',
  '"financial_institution_code":"1"',
];

it.each(PERSONAL)('%s survives in no fixture', (value) => {
  expect(ORIGINAL).toContain(value);
  expect(MASKED).not.toContain(value);
});

it.each(OTHER)('%s is still to be read', (value) => {
  expect(ORIGINAL).toContain(value);
  expect(MASKED).toContain(value);
});
