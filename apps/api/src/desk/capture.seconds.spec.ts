import { addCounts, CAPTURE_BOUNDS, quantile } from './capture.seconds.js';

/** A histogram of these seconds. */
const histogram = (...seconds: number[]): number[] => {
  const at = seconds.map((one) => CAPTURE_BOUNDS.findIndex((bound) => one < bound));
  return Array.from(
    { length: CAPTURE_BOUNDS.length + 1 },
    (_, index) => at.filter((one) => (one < 0 ? CAPTURE_BOUNDS.length : one) === index).length,
  );
};

it('has no quantile of nothing', () => expect(quantile(histogram(), 0.5)).toBeNull());

it('estimates within the bound that holds the rank', () => {
  expect(quantile(histogram(1.2), 0.5)).toBe(1.25);
  expect(quantile(histogram(0.015, 0.015, 0.015, 4), 0.5)).toBeLessThan(0.02);
  expect(quantile(histogram(0.015, 0.015, 0.015, 4), 0.95)).toBeGreaterThan(3);
});

it('says the last bound of what is beyond it', () => expect(quantile(histogram(1_000_000), 0.5)).toBe(86_400));

it('adds histograms, also to nothing', () => {
  expect(addCounts(histogram(1.2), histogram(1.2, 100))).toEqual(histogram(1.2, 1.2, 100));
  expect(addCounts([], histogram(5))).toEqual(histogram(5));
});
