// @vitest-environment jsdom
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { buildTranscript } from '../../model/build-transcript.js';
import { paintLines } from '../../model/paint-lines.js';
import type { Cell } from '../../model/transcript.js';
import { rainSession } from '../../test-data/rain-session.js';
import { callOf, cellOf } from '../../test-data/cell-of.js';
import { CellGrid } from './CellGrid.js';

beforeAll(() => {
  // jsdom lays nothing out and so cannot scroll.
  Element.prototype.scrollIntoView = () => undefined;
  window.scrollTo = () => undefined;
});
afterEach(cleanup);

async function showCell(cell: Cell) {
  function Page() {
    const [selected, select] = useState<string>();
    return <CellGrid cell={cell} painted={paintLines(cell)} changedSince={undefined} selected={selected} onSelect={select} />;
  }
  const root = createRootRoute();
  const routes = root.addChildren([
    createRoute({ getParentRoute: () => root, path: '/', component: Page }),
    createRoute({ getParentRoute: () => root, path: '/traces/$traceId', component: () => <p>trace page</p> }),
  ]);
  const router = createRouter({ routeTree: routes, history: createMemoryHistory({ initialEntries: ['/'] }) });
  render(<RouterProvider router={router as never} />);
  await screen.findByLabelText('Source and calls');
  return router;
}

const rain = [...buildTranscript(rainSession({ startMs: 1_800_000_000_000 }).events).cells.values()][1]!;
const rows = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
const callRows = () => rows('[data-call-sequence]').map((row) => [row.dataset['callSequence'], row.dataset['status']]);

test('every line says how many calls it made and how many of them failed', async () => {
  await showCell(rain);
  expect(rows('[data-line]').filter((row) => row.dataset['calls'] !== '0').map(({ dataset }) => [dataset['line'], dataset['calls'], dataset['failed']])).toEqual([
    ['2', '1', '0'], ['3', '1', '0'], ['11', '4', '1'], ['15', '1', '0'], ['18', '1', '0'], ['21', '1', '0'],
  ]);
  expect(rows('[data-line]')).toHaveLength(22);
});

test('a line with a failure among its calls is unfolded, and says what was caught', async () => {
  await showCell(rain);
  expect(callRows()).toEqual([['3', 'ok'], ['4', 'error'], ['6', 'ok'], ['7', 'ok']]);
  expect(rows('[data-call-sequence="4"]')[0]!.textContent).toContain('FitError: gamma fit did not converge');
  expect(rows('[data-call-sequence="4"]')[0]!.textContent).toContain('failed, caught');
});

test('arrows fold and unfold', async () => {
  await showCell(rain);
  fireEvent.keyDown(window, { key: 'ArrowLeft' });
  expect(callRows()).toEqual([]);
  fireEvent.keyDown(window, { key: 'ArrowRight' });
  expect(callRows()).toHaveLength(4);
});

test('E goes to the failed call, and Enter opens its span', async () => {
  const router = await showCell(rain);
  fireEvent.keyDown(window, { key: 'e' });
  expect(rows('[data-current]').map((row) => row.dataset['callSequence'])).toEqual(['4']);
  fireEvent.keyDown(window, { key: 'Enter' });
  await screen.findByText('trace page');
  expect(router.state.location.search).toEqual({ span: rain.calls[3]!.spanId });
});

test('above fifty calls the telling ones are shown, and all of them on demand', async () => {
  const calls = Array.from({ length: 120 }, (_, index) => callOf({ sequence: index + 1, line: 1, startMs: index, durationMs: index === 60 ? 9 : 1, status: index === 70 ? 'timeout' : 'ok' }));
  await showCell(cellOf({ source: 'for (const id of ids) await lookup(id);', durationMs: 130, calls }));
  expect(callRows()).toEqual([['1', 'ok'], ['61', 'ok'], ['71', 'timeout'], ['120', 'ok']]);
  fireEvent.click(screen.getByText('Show all: 116 more'));
  expect(callRows()).toHaveLength(120);
});

test('hostile text is text', async () => {
  await showCell(cellOf({ source: '"<img src=x onerror=alert(1)>"', calls: [callOf({ error: { type: '<b>x</b>', message: '' }, status: 'error' })] }));
  expect(document.querySelector('img, b b')).toBeNull();
  expect(document.body.textContent).toContain('<img src=x onerror=alert(1)>');
});
