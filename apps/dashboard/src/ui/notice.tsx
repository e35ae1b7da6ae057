import { Alert, Text } from '@mantine/core';
import { CheckCircledIcon, ExclamationTriangleIcon, InfoCircledIcon } from '@radix-ui/react-icons';
import type { ComponentType, ReactNode } from 'react';
import type { Tone } from './status.tones.js';

interface NoticeProps {
  readonly tone: Exclude<Tone, 'busy'>;
  readonly title: string;
  readonly children?: ReactNode;
  /** What can be done about it. */
  readonly actions?: ReactNode;
}

const LOOKS: Readonly<Record<NoticeProps['tone'], { readonly color: string; readonly icon: ComponentType }>> = {
  good: { color: 'brand', icon: CheckCircledIcon },
  warn: { color: 'yellow', icon: ExclamationTriangleIcon },
  bad: { color: 'red', icon: ExclamationTriangleIcon },
  idle: { color: 'gray', icon: InfoCircledIcon },
};

/** What somebody should know before anything else on a page. */
export function Notice({ tone, title, children, actions }: NoticeProps): ReactNode {
  const { color, icon: Icon } = LOOKS[tone];
  return (
    <Alert color={color} icon={<Icon />} title={title} role="note">
      {children !== undefined && (
        <Text size="sm" component="div">
          {children}
        </Text>
      )}
      {actions !== undefined && (
        <div style={{ marginTop: 12, display: 'flex', flexWrap: 'wrap', gap: 8 }}>{actions}</div>
      )}
    </Alert>
  );
}
