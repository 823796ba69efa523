import { expect, test } from 'vitest';
import { textPreview } from './text-preview.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('a short text is its own preview, whatever its letters', () => {
  expect(textPreview(bytesOf('month,rain\n2013-01,105.6\n'), 'text/csv')).toBe('month,rain\n2013-01,105.6\n');
  expect(textPreview(bytesOf('{"größe":1}'), 'application/json')).toBe('{"größe":1}');
});

test('a long text is cut after a whole line, a long line after 400 characters', () => {
  const lines = Array.from({ length: 1_000 }, (_, index) => `row ${index}`).join('\n');
  const preview = textPreview(bytesOf(lines), 'text/plain')!;
  expect(preview.length).toBeLessThanOrEqual(400);
  expect(lines.startsWith(`${preview}\n`)).toBe(true);
  expect(textPreview(bytesOf('ü'.repeat(5_000)), 'text/plain')).toBe('ü'.repeat(400));
});

test('no character is cut in two', () => {
  expect(textPreview(bytesOf(`${'x'.repeat(399)}\u{1f327}${'y'.repeat(2_000)}`), 'text/plain')).toBe('x'.repeat(399));
});

test('what is not text, or empty, has none', () => {
  expect(textPreview(bytesOf('rain'), 'application/octet-stream')).toBeUndefined();
  expect(textPreview(Uint8Array.of(0x50, 0, 0x4b), 'text/plain')).toBeUndefined();
  expect(textPreview(new Uint8Array(), 'text/plain')).toBeUndefined();
});
