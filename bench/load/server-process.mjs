// A Heddle server in a process of its own, measured from within. Arguments: data folder, options of the store as JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createServer } from '@heddle/server';
import { createStore } from '@heddle/store';

const [dataFolder, storeOptions = '{}'] = process.argv.slice(2);
const RESOLUTION_MS = 2;

const store = await createStore({ dataFolder, ...JSON.parse(storeOptions) });
const server = await createServer({ store, version: '0.0.0', port: 0, grpcPort: null });
// The histogram counts the whole time between two ticks; what is more than the tick itself is delay.
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('message', async (message) => {
  if (message === 'reset') {
    delay.reset();
    process.send({ reset: true });
  } else if (message === 'measure') {
    process.send({ eventLoopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS) });
  } else {
    await server.close();
    await store.close();
    process.disconnect();
  }
});
process.send({ url: server.url });
