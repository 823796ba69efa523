import { send } from './channel.mjs';
import { flushOutput } from './console.mjs';
import { runningCell } from './running-cell.mjs';
import { DISPLAY, toMimeBundle, toValueBundle } from './value-bundle.mjs';

type Shown = { readonly [DISPLAY]: () => object };

function shown(bundle: object): Shown {
  return { [DISPLAY]: () => bundle };
}

const showing = new Set<Promise<void>>();

/** Resolves when everything that cells have asked to show is sent: code need not await `display`. */
export async function displaysSent(): Promise<void> {
  while (showing.size > 0) await Promise.all(showing);
}

/** Shows a value in the middle of a cell. `display.html(...)` and the like make something to show, or to end a cell with. */
export function display(...values: readonly unknown[]): Promise<void> {
  const sent = show(values);
  showing.add(sent);
  void sent.then(() => showing.delete(sent));
  return sent;
}

async function show(values: readonly unknown[]): Promise<void> {
  const cell = runningCell();
  for (const value of values) {
    const { bundle, parts } = await toValueBundle(value);
    if (cell?.state !== 'running') return;
    flushOutput();
    send({ t: 'display', cell: cell.label, bundle }, parts);
  }
}

display.html = (html: string) => shown({ 'text/html': html });
display.markdown = (markdown: string) => shown({ 'text/markdown': markdown });
display.svg = (svg: string) => shown({ 'image/svg+xml': svg });
display.png = (bytes: Uint8Array) => shown({ 'image/png': bytes });
display.json = (value: unknown) => shown({ 'application/json': value });
display.vegaLite = (specification: object) => shown({ 'application/vnd.vegalite.v5+json': specification });
display.bundle = (bundle: object) => shown(toMimeBundle(bundle).parts.length > 0 ? bundle : toMimeBundle(bundle).bundle);
