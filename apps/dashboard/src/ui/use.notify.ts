import { notifications } from '@mantine/notifications';
import { useUiTexts } from './use.ui.texts.js';

interface NotifyOptions {
  readonly title?: string;
  /** Something could not be done. */
  readonly isBad?: boolean;
}

/** Tells that something was done, for a few seconds. */
export function useNotify(): (message: string, options?: NotifyOptions) => void {
  const { notice } = useUiTexts();
  return (message, { title, isBad = false } = {}) =>
    notifications.show({
      message,
      ...(title === undefined ? {} : { title }),
      ...(isBad ? { color: 'red' } : {}),
      closeButtonProps: { 'aria-label': notice.close },
      // Beside a title the library's own is fainter than WCAG's AA asks for.
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    });
}
