import type { AppConfig } from '../config/app-config.js';
import { loadConfig } from '../config/load-config.js';
import { LoginLimiter } from './login.limiter.js';

function config(environment: Record<string, string> = {}): AppConfig {
  return loadConfig({
    DATABASE_URL: 'postgresql://unused/unused',
    JWT_ACCESS_SECRET: 'access-0123456789abcdefghijklmnopqr',
    JWT_REFRESH_SECRET: 'refresh-0123456789abcdefghijklmnopqr',
    ...environment,
  }).config;
}

describe('LoginLimiter', () => {
  let nowMs = 0;
  const clock = { now: () => new Date(nowMs) };
  const limiter = (environment?: Record<string, string>) => new LoginLimiter(config(environment), clock);

  it('stops guessing at one account, wherever it comes from', () => {
    const limits = limiter();
    for (let i = 0; i < 5; i++) limits.begin('ana@shop.example', `203.0.113.${i}`);
    expect(() => limits.begin('ana@shop.example', '203.0.113.99')).toThrow('Too many requests.');
    expect(() => limits.begin('luz@shop.example', '203.0.113.99')).not.toThrow();
  });

  it('stops guessing from one network, whichever accounts it tries', () => {
    const limits = limiter();
    for (let i = 0; i < 20; i++) limits.begin(`user${i}@shop.example`, `2001:db8::${i}`);
    expect(() => limits.begin('another@shop.example', '2001:db8::ffff')).toThrow('Too many requests.');
  });

  it('never counts logins that succeed', () => {
    const limits = limiter();
    for (let i = 0; i < 100; i++) limits.begin('ana@shop.example', '203.0.113.1').succeeded();
  });

  it('lets the owner in from a known network while somebody else fails on purpose', () => {
    const limits = limiter();
    limits.begin('ana@shop.example', '203.0.113.1').succeeded();
    for (let i = 0; i < 5; i++) limits.begin('ana@shop.example', '198.51.100.1');
    expect(() => limits.begin('ana@shop.example', '198.51.100.1')).toThrow('Too many requests.');
    expect(() => limits.begin('ana@shop.example', '203.0.113.1')).not.toThrow();
  });

  it('opens again after a minute', () => {
    const limits = limiter();
    for (let i = 0; i < 5; i++) limits.begin('ana@shop.example', '203.0.113.1');
    nowMs += 60_000;
    expect(() => limits.begin('ana@shop.example', '203.0.113.1')).not.toThrow();
  });

  it('is switched off by configuration only', () => {
    const limits = limiter({ RATE_LIMIT_ENABLED: 'false' });
    for (let i = 0; i < 100; i++) limits.begin('ana@shop.example', '203.0.113.1');
  });
});
