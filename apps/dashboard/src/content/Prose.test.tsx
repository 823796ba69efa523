// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Prose } from './Prose.js';

afterEach(cleanup);

test('HTML in a reply stays text', () => {
  const { container } = render(<Prose text={'Hi <script>alert(1)</script> <img src=x onerror=alert(1)> <b>bold</b>'} />);
  expect(container.querySelector('script, img, b')).toBeNull();
  expect(container.textContent).toContain('<script>alert(1)</script>');
});

test('pictures are named and not loaded', () => {
  const { container } = render(<Prose text="![rain](https://example.org/pixel.png)" />);
  expect(container.querySelector('img')).toBeNull();
  expect(container.textContent).toBe('[picture: rain]');
});

test('links open apart and never run anything', () => {
  const { container } = render(<Prose text="[good](https://example.org) [bad](javascript:alert(1))" />);
  const [good, bad] = [...container.querySelectorAll('a')];
  expect(good?.getAttribute('rel')).toBe('noreferrer noopener nofollow');
  expect(bad?.getAttribute('href') ?? '').toBe('');
});

test('tables of a reply are tables', () => {
  const { container } = render(<Prose text={'| a | b |\n|---|---:|\n| 1 | 2 |'} />);
  expect([...container.querySelectorAll('td')].map((cell) => cell.textContent)).toEqual(['1', '2']);
});
