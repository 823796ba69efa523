import { expressionInterpreter } from 'vega-interpreter';
import { parse, View, Warn, type Loader } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Nothing is loaded: data that is not in the description is missing, and says so. */
const NO_LOADING: Loader = {
  load: (uri) => Promise.reject(new Error(`Charts may not load data; ${uri.slice(0, 80)} was left out.`)),
  sanitize: () => Promise.reject(new Error('Charts may not link or load pictures.')),
  http: () => Promise.reject(new Error('Charts may not load data.')),
  file: () => Promise.reject(new Error('Charts may not read files.')),
};

const place = document.getElementById('chart')!;
const problem = document.getElementById('problem')!;

window.addEventListener('message', (event) => {
  if (event.source !== window.parent) return;
  const message = event.data as { specification?: unknown } | null;
  if (message?.specification) void draw(message.specification);
});

async function draw(specification: unknown): Promise<void> {
  try {
    const { spec } = compile(specification as TopLevelSpec);
    const runtime = parse(spec, undefined, { ast: true });
    const view = new View(runtime, { expr: expressionInterpreter, loader: NO_LOADING, container: place, renderer: 'svg', logLevel: Warn, hover: true });
    await view.runAsync();
  } catch (error) {
    problem.textContent = `This chart could not be drawn: ${error instanceof Error ? error.message.slice(0, 300) : 'unknown'}`;
  }
  window.parent.postMessage({ height: document.documentElement.scrollHeight }, '*');
}

window.parent.postMessage({ ready: true }, '*');
