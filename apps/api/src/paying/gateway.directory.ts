import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { Gateway } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { METHOD_LABELS } from './method.labels.js';
import type { GatewayView, PayingConfigAnswer } from './paying.view.js';

/** What a storefront may know of the gateways to offer them. */
@Injectable()
export class GatewayDirectory {
  constructor(
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  read(): PayingConfigAnswer {
    return {
      environment: this.config.environment,
      gateways: this.gateways.all().map((gateway) => this.view(gateway)),
    };
  }

  private view({ name, payments }: Gateway): GatewayView {
    const { publicKey, environment, scriptUrl } = payments.publicConfig();
    const available = this.breakers.of(name).state !== 'open';
    const { currencies } = payments;
    return {
      provider: name,
      public_key: publicKey,
      environment,
      test_mode: environment === 'test',
      script_url: scriptUrl,
      methods: payments.methods.map((method) => {
        const { es, en } = METHOD_LABELS[method];
        return { method, label_es: es, label_en: en, currencies, available };
      }),
      available,
    };
  }
}
