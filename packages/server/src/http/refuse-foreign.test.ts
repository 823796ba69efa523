import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { refusalOfError } from './refusal-of-error.js';
import { refuseForeign } from './refuse-foreign.js';

function app(ownHost = '127.0.0.1') {
  const routes = new Hono();
  routes.onError((error) => new Response(error.message, { status: refusalOfError(error)!.status }));
  return routes.use(refuseForeign(ownHost)).all('*', (context) => context.text('in'));
}

test.each([['localhost:4318'], ['127.0.0.1:4318'], ['[::1]:4318'], ['LOCALHOST']])('Host %s is this server', async (host) => {
  expect((await app().request('/', { headers: { host } })).status).toBe(200);
});

test.each([['evil.example'], ['evil.example:4318'], ['localhost.evil.example'], ['127.0.0.1.nip.example'], ['evil.example#localhost'], ['']])(
  'Host %j is refused', async (host) => {
    const response = await app().request('/', { headers: { host } });
    expect(response.status).toBe(403);
    expect(await response.text()).toBe(`Host is "${host}", which is not this server; use localhost or the address it listens on.`);
  },
);

test('the configured host is this server too', async () => {
  expect((await app('heddle.internal').request('/', { headers: { host: 'heddle.internal:80' } })).status).toBe(200);
});

test.each([
  ['http://localhost:4318', 200],
  ['http://localhost:3000', 403],
  ['https://evil.example', 403],
  ['null', 403],
])('a page of origin %s gets %i', async (origin, status) => {
  expect((await app().request('/', { headers: { host: 'localhost:4318', origin } })).status).toBe(status);
});

test.each([
  ['application/json', 200],
  ['application/json; charset=utf-8', 200],
  ['application/x-protobuf', 200],
  ['text/plain', 415],
  ['application/x-www-form-urlencoded', 415],
  ['multipart/form-data; boundary=x', 415],
  ['', 415],
])('POST of type %j gets %i', async (type, status) => {
  const response = await app().request('/', { method: 'POST', headers: { host: 'localhost', 'content-type': type }, body: '{}' });
  expect(response.status).toBe(status);
});
