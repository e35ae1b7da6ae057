import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { UpdateIcon } from '@radix-ui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { answerOf, api } from '../api/api.client.js';
import { useGatewayOptions } from '../gateways/use.gateway.options.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { PERIODS, type Period } from '../ui/period.js';
import { useReconciliationTexts } from './use.reconciliation.texts.js';
import { useNotify } from '../ui/use.notify.js';

const ALL = 'all';
const NAMES: readonly Period[] = ['hour', 'day', 'week', 'month'];

/** The button that starts a run, and what it asks first. */
export function StartRun(): ReactNode {
  const { start } = useReconciliationTexts();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button leftSection={<UpdateIcon />} onClick={() => setOpen(true)}>
        {start.button}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={start.title}
        closeButtonProps={{ 'aria-label': start.cancel }}
        centered
      >
        <StartForm onClose={close} />
      </Modal>
    </>
  );
}

function StartForm({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { start } = useReconciliationTexts();
  const gateways = useGatewayOptions();
  const [provider, setProvider] = useState(ALL);
  const [period, setPeriod] = useState<Period>('day');
  const { isBusy, error, begin } = useStart(onClose);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    begin(provider === ALL ? null : provider, period);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">{start.text}</Text>
        <Select
          label={start.gateway}
          data={[{ value: ALL, label: start.all }, ...gateways]}
          value={provider}
          onChange={(value) => setProvider(value ?? ALL)}
          allowDeselect={false}
        />
        <Select
          label={start.period}
          data={NAMES.map((value) => ({ value, label: start.periods[value] }))}
          value={period}
          onChange={(value) => setPeriod(NAMES.find((name) => name === value) ?? 'day')}
          allowDeselect={false}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isBusy}>
            {start.cancel}
          </Button>
          <Button type="submit" loading={isBusy}>
            {start.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useStart(onClose: () => void) {
  const { start } = useReconciliationTexts();
  const notify = useNotify();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (provider: string | null, period: Period): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const since = new Date(Date.now() - PERIODS[period]).toISOString();
      const body = { since, ...(provider === null ? {} : { provider }) };
      const { data } = answerOf(await api.POST('/api/reconciliation/runs', { body }));
      notify(start.periods[period], { title: start.begun });
      void client.invalidateQueries({ queryKey: ['runs'] });
      onClose();
      await navigate(`/reconciliation/${data.id}`);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, begin: (provider: string | null, period: Period) => void attempt(provider, period) };
}
