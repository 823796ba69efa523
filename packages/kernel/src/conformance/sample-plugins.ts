import type { JsonObject } from '@heddle/model';
import { trace } from '@opentelemetry/api';
import type { CallablePlugin } from '../callable-plugin.js';
import { plugin } from './test-bed.js';

const fields = (required: readonly string[], ...optional: readonly string[]): Pick<CallablePlugin, 'inputSchema'> => ({
  inputSchema: { type: 'object', properties: Object.fromEntries([...required, ...optional].map((name): [string, JsonObject] => [name, {}])), required },
});

const DAYS: JsonObject = {
  type: 'array',
  items: { type: 'object', properties: { city: { type: 'string' }, high: { type: 'number' } } },
};

/** The plugins that the scenarios call: small, real, and each with one trait. */
export function samplePlugins(): readonly CallablePlugin[] {
  return [
    plugin('weather.load', ({ city }, { log }) => {
      if (city === 'Atlantis') throw new RangeError('There is no weather in Atlantis.');
      log('info', `loading ${String(city)}`);
      return [{ city, high: 31 }, { city, high: 28 }];
    }, { ...fields(['city']), outputSchema: DAYS }),
    plugin('add', ({ a, b }) => Number(a) + Number(b), fields(['a', 'b'])),
    plugin('give', ({ value }) => value, fields(['value'])),
    plugin('wait', ({ ms }, { signal }) => new Promise((resolve) => {
      const timer = setTimeout(resolve, Number(ms), ms);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    }), fields(['ms'])),
    plugin('chain', ({ city }, { call }) => call('weather.load', { city: city! }), fields(['city'])),
    plugin('bulk', ({ rows }) => Array.from({ length: Number(rows) }, (_, index) => ({ index, text: 'sun and rain, rain and sun' })), fields(['rows'])),
    plugin('draw', async (_, { putArtifact }) => (await putArtifact({ name: 'chart.svg', mimeType: 'image/svg+xml', bytes: Buffer.from('<svg/>') })).name),
    plugin('think', (_, { observation }) => observation.observe({
      start: { type: 'operation-start', name: 'chat small', kind: 'llm', attributes: {} },
      end: ({ durationMs }) => ({ type: 'operation-end', name: 'chat small', durationMs }),
    }, async () => trace.getActiveSpan()?.spanContext().spanId ?? '')),
  ];
}
