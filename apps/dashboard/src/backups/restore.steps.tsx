import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CommandLine } from '../ui/command.line.js';
import { DetailSection } from '../ui/detail.page.js';
import { type Backup, restoreCommand } from './backup.rules.js';
import { useBackupsTexts } from './use.backups.texts.js';

/** How to have a backup back, with the command itself: on that day nobody wants to look it up. */
export function RestoreSteps({ backup }: { readonly backup: Backup }): ReactNode {
  const { restore } = useBackupsTexts();
  return (
    <DetailSection title={restore.title}>
      <List type="ordered" size="sm" spacing="xs">
        {restore.steps.map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
      <CommandLine command={restoreCommand(backup)} label={restore.command} copy={restore.copy} />
      <Text size="sm" c="dimmed">
        {restore.force}
      </Text>
    </DetailSection>
  );
}
