import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import type { AppConfig } from './app-config.js';
import { APP_CONFIG } from './app-config.token.js';

/**
 * Gives everybody the configuration under the token `APP_CONFIG`. It is loaded before Nest starts, so that a bad one opens
 * nothing; `@nestjs/config` neither reads files nor the environment here.
 */
@Module({})
export class AppConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    const namespace = registerAs('pasarela', () => config);
    return {
      module: AppConfigModule,
      global: true,
      imports: [ConfigModule.forRoot({ ignoreEnvFile: true, skipProcessEnv: true, load: [namespace] })],
      providers: [{ provide: APP_CONFIG, inject: [namespace.KEY], useFactory: (loaded: AppConfig) => loaded }],
      exports: [APP_CONFIG],
    };
  }
}
