import { notifications } from '@mantine/notifications';
import { useUiTexts } from './use.ui.texts.js';

/** Tells that something was done, for a few seconds. */
export function useNotify(): (message: string) => void {
  const { notice } = useUiTexts();
  return (message) => notifications.show({ message, closeButtonProps: { 'aria-label': notice.close } });
}
