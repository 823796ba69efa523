import { expect, test } from 'vitest';
import { artifactHeaders } from './artifact-headers.js';

const sha256 = 'a'.repeat(64);

test.each([
  ['image/png', 'image/png', 'inline'],
  ['image/svg+xml', 'image/svg+xml', 'inline'],
  ['text/csv', 'text/csv; charset=utf-8', 'attachment'],
  ['text/html', 'application/octet-stream', 'attachment'],
  ['TEXT/HTML; charset=utf-8', 'application/octet-stream', 'attachment'],
  ['application/xhtml+xml', 'application/octet-stream', 'attachment'],
  ['text/javascript', 'application/octet-stream', 'attachment'],
])('%s is served as %s, %s', (mimeType, type, disposition) => {
  const headers = artifactHeaders({ mimeType, name: 'x', sha256 });
  expect(headers['Content-Type']).toBe(type);
  expect(headers['Content-Disposition']).toBe(`${disposition}; filename="x"; filename*=UTF-8''x`);
  expect(headers['Content-Security-Policy']).toBe("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:");
  expect(headers['X-Content-Type-Options']).toBe('nosniff');
});

test('a hostile name breaks out of nothing', () => {
  const headers = artifactHeaders({ mimeType: 'text/html', name: 'a"; filename="b.exe\r\nSet-Cookie: x=1 ü\ud800', sha256 });
  expect(headers['Content-Disposition']).toBe(
    'attachment; filename="a__ filename__b.exe__Set-Cookie_ x_1 __"; ' +
      "filename*=UTF-8''a%22%3B%20filename%3D%22b.exe%0D%0ASet-Cookie%3A%20x%3D1%20%C3%BC_",
  );
});
