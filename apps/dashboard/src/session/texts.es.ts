export const es = {
  title: 'Entrar',
  product: 'Pasarela',
  purpose: 'Panel de pagos',
  email: 'Correo electrónico',
  password: 'Contraseña',
  showPassword: 'Mostrar la contraseña',
  enter: 'Entrar',
  ended: 'Tu sesión terminó. Entra de nuevo para seguir donde estabas.',
  left: 'Cerraste la sesión.',
  wrong: 'El correo o la contraseña no son correctos.',
  tooMany: (seconds: number | null) =>
    seconds === null ? 'Demasiados intentos. Espera un momento.' : `Demasiados intentos. Espera ${seconds} segundos.`,
  offline: 'No hay conexión con la API. Revisa tu red e inténtalo de nuevo.',
  unavailable: 'La API no puede atender en este momento. Inténtalo de nuevo.',
  missing: 'Escribe tu correo y tu contraseña.',
  starting: 'Cargando…',
  away: 'No hay conexión',
  awayText: 'El panel no logra hablar con la API. En cuanto responda, seguirás donde estabas.',
  again: 'Intentar de nuevo',
  language: 'Idioma',
};

export type Texts = typeof es;
