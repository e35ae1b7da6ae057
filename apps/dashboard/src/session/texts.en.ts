import type { Texts } from './texts.es.js';

export const en: Texts = {
  title: 'Log in',
  product: 'Pasarela',
  purpose: 'Payments dashboard',
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show the password',
  enter: 'Log in',
  ended: 'Your session has ended. Log in again to go on where you were.',
  left: 'You have logged out.',
  wrong: 'The e-mail or the password is not correct.',
  tooMany: (seconds) =>
    seconds === null ? 'Too many attempts. Wait a moment.' : `Too many attempts. Wait ${seconds} seconds.`,
  offline: 'The API cannot be reached. Check your network and try again.',
  unavailable: 'The API cannot answer at this moment. Try again.',
  missing: 'Enter your e-mail and your password.',
  starting: 'Loading…',
  away: 'No connection',
  awayText: 'The dashboard cannot reach the API. You will go on where you were as soon as it answers.',
  again: 'Try again',
  language: 'Language',
};
