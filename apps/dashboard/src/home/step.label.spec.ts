import { stepLabel } from './step.label.js';

describe('the label of a step of a chart', () => {
  it('is the hour for hours and the day for days, where whoever looks is', () => {
    expect(stepLabel('2026-11-24T19:00:00.000Z', 'hour', 'es-CO', 'America/Bogota')).toBe('14:00');
    expect(stepLabel('2026-11-24T05:00:00.000Z', 'day', 'es-CO', 'America/Bogota')).toMatch(/^24 (de )?nov/);
    expect(stepLabel('2026-11-24T04:00:00.000Z', 'day', 'en-US', 'America/Bogota')).toBe('Nov 23');
  });
});
