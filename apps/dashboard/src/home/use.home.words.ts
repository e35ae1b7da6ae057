import { gatewayName } from '../gateways/gateway.words.js';
import { en } from '../gateways/texts.en.js';
import { es } from '../gateways/texts.es.js';
import { useLanguage, useTexts } from '../language/language.context.js';
import { useNow } from '../ui/use.now.js';
import { useHomeTexts } from './use.home.texts.js';
import type { Words } from './verdict.js';

/** All that is needed to say how it goes. */
export function useHomeWords(): Words {
  const texts = useHomeTexts();
  const { locale } = useLanguage();
  const names = useTexts({ es, en });
  const now = Math.max(useNow(), Date.now());
  return { texts, locale, now, nameOf: (provider) => gatewayName(provider, names) };
}
