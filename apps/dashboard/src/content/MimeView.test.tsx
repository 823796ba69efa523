// @vitest-environment jsdom
import { TABLE_MIME_TYPE } from '@heddle/model';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { MimeView } from './MimeView.js';

afterEach(cleanup);

test('HTML is only ever shown in a frame that may do nothing', () => {
  const { container } = render(<MimeView bundle={{ 'text/plain': 'x', 'text/html': '<script>alert(1)</script>' }} />);
  const frame = container.querySelector('iframe')!;
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.getAttribute('srcdoc')).toContain("default-src 'none'");
  expect(container.querySelector('script')).toBeNull();
});

test('a chart is drawn in a frame of another origin', () => {
  const { container } = render(<MimeView bundle={{ 'text/plain': 'chart', 'application/vnd.vegalite.v5+json': { mark: 'bar' } }} />);
  expect(container.querySelector('iframe')!.getAttribute('sandbox')).toBe('allow-scripts');
});

test('an SVG is a picture and not part of the page', () => {
  const { container } = render(<MimeView bundle={{ 'text/plain': 'x', 'image/svg+xml': '<svg onload="alert(1)"></svg>' }} />);
  expect(container.querySelector('svg')).toBeNull();
  expect(container.querySelector('img')!.getAttribute('src')).toMatch(/^data:image\/svg\+xml/);
});

test('a table beats its text, and a broken one falls back to it', () => {
  const good = render(<MimeView bundle={{ 'text/plain': 'plain', [TABLE_MIME_TYPE]: { columns: ['a'], rows: [[1]], rowCount: 1 } }} />);
  expect(good.container.querySelector('td')?.textContent).toBe('1');
  const broken = render(<MimeView bundle={{ 'text/plain': 'plain', [TABLE_MIME_TYPE]: 'not a table' }} />);
  expect(broken.container.textContent).toBe('plain');
});

test('a form nobody can show is named', () => {
  const { container } = render(<MimeView bundle={{ 'video/mp4': 'AAAA' }} />);
  expect(container.textContent).toBe('A value of a type that cannot be shown: video/mp4.');
});
