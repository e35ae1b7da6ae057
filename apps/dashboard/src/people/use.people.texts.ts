import { useTexts } from '../language/language.context.js';
import { en } from './texts.en.js';
import { es, type Texts } from './texts.es.js';

export function usePeopleTexts(): Texts {
  return useTexts({ es, en });
}
