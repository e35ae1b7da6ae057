import {
  ClockIcon,
  EnterIcon,
  ExitIcon,
  GearIcon,
  GlobeIcon,
  LightningBoltIcon,
  MagnifyingGlassIcon,
  PaperPlaneIcon,
  PersonIcon,
  UpdateIcon,
} from '@radix-ui/react-icons';
import type { ComponentType } from 'react';
import type { Schemas } from '../api/api.client.js';
import { type Tone, toneOf } from '../ui/status.tones.js';

export type Entry = Schemas['TimelineEntryView'];

const BY_SOURCE: Readonly<Record<string, ComponentType>> = {
  session: GlobeIcon,
  redirect: ExitIcon,
  webhook: LightningBoltIcon,
  poll: MagnifyingGlassIcon,
  manual: PersonIcon,
  notification: PaperPlaneIcon,
  system: GearIcon,
};

const BY_KIND: Readonly<Record<string, ComponentType>> = { shopper_returned: EnterIcon };

export function iconOf({ source, kind }: Entry): ComponentType {
  if (kind === 'payment_changed' || kind === 'order_changed') return UpdateIcon;
  return BY_KIND[kind] ?? BY_SOURCE[source] ?? ClockIcon;
}

export function toneOfEntry({ kind, status_to: to }: Entry): Tone {
  if (kind === 'payment_changed') return toneOf('payment', to ?? '');
  if (kind === 'order_changed') return toneOf('order', to ?? '');
  if (kind.endsWith('_failed')) return 'bad';
  return kind.endsWith('_succeeded') ? 'good' : 'idle';
}
