import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import type { Channel } from './channel.js';
import { EmailChannel } from './email.channel.js';
import type { ChannelName } from './notification.js';
import { TelegramChannel } from './telegram.channel.js';
import { WebhookChannel } from './webhook.channel.js';

/** The channels that are configured. */
@Injectable()
export class Channels {
  private readonly channels: ReadonlyMap<ChannelName, Channel>;

  constructor(@Inject(APP_CONFIG) { notifications }: AppConfig) {
    const { webhook, email, telegram } = notifications;
    const configured: Channel[] = [];
    if (webhook !== null) configured.push(new WebhookChannel(webhook));
    if (email !== null) configured.push(new EmailChannel(email));
    if (telegram !== null) configured.push(new TelegramChannel(telegram));
    this.channels = new Map(configured.map((channel) => [channel.name, channel]));
  }

  names(): ChannelName[] {
    return [...this.channels.keys()];
  }

  get(name: ChannelName): Channel | null {
    return this.channels.get(name) ?? null;
  }
}
