import { describeFailure, RestoreError } from './backup.errors.js';
import { explainFailure } from './command.messages.js';

test('a reason names the error and its code, never the secrets', () => {
  const error = Object.assign(new Error('cannot connect to postgresql://u:s3cret@h/d\n  as s3cret'), { code: '28P01' });
  const reason = describeFailure(error, ['postgresql://u:s3cret@h/d', 's3cret', '']);
  expect(reason).toBe('cannot connect to *** as *** (28P01)');
});

test('what PostgreSQL says of the rows is left out', () => {
  const error = Object.assign(new Error('duplicate key'), {
    detail: 'Key (email)=(a@b.co)',
    where: 'COPY users, line 3',
  });
  expect(describeFailure(error)).toBe('duplicate key');
});

test('people read in Spanish what they can do', () => {
  const error = new RestoreError('restore_migration_unknown', 'x', { migration: '20990101000000_later' });
  expect(explainFailure(error)).toBe(
    'La copia es de una versión más nueva de Pasarela (migración 20990101000000_later). Actualice Pasarela y repita la orden.',
  );
});
