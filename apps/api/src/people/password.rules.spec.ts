import { assertGoodPassword } from './password.rules.js';

const EMAIL = 'marcela@tienda.example';

describe('the rules of passwords', () => {
  it.each(['tres-tristes-tigres', 'una frase cualquiera con espacios', 'ñandú🦤ñandú🦤', 'aB3$aB3$xyzq'])(
    'take %j',
    (password) => {
      expect(() => assertGoodPassword(password, EMAIL, 'password')).not.toThrow();
    },
  );

  it.each(['aaaaaaaaaaaa', '121212121212', 'Marcela-2026-clave', 'pasarela-es-mia', 'xxMARCELAxx1'])(
    'refuse %j',
    (password) => {
      expect(() => assertGoodPassword(password, EMAIL, 'password')).toThrow('The request has invalid fields.');
    },
  );

  it('let a short account be part of a word', () => {
    expect(() => assertGoodPassword('una-jirafa-en-la-luna', 'una@tienda.example', 'password')).not.toThrow();
  });
});
