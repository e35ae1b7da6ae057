import type { Texts } from './texts.es.js';

export const en: Texts = {
  title: 'Home',
};
