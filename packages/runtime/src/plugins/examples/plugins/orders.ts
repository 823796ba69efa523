import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';

const config = z.object({ url: z.url().default('http://127.0.0.1:8080'), pageSize: z.number().int().max(500).default(100) });
const orders = z.array(z.object({ id: z.string(), amount: z.number() }));

export const find = definePlugin({
  name: 'orders.find',
  description: 'The orders of a customer.',
  input: z.object({ customer: z.string() }),
  output: orders,
  config,
  secrets: ['ORDERS_TOKEN'],
  // Made once per session by its first call; closed with the session.
  create: ({ secret }) => ({ headers: { authorization: `Bearer ${secret('ORDERS_TOKEN')}` }, known: new Map<string, z.output<typeof orders>>() }),
  dispose: ({ known }) => known.clear(),
  async run({ customer }, { config: { url, pageSize }, state, signal, log }) {
    const known = state.known.get(customer);
    if (known) return known;
    log('info', `asking ${url}`);
    const address = `${url}/orders?${new URLSearchParams({ customer, size: String(pageSize) })}`;
    const response = await fetch(address, { headers: state.headers, signal });
    if (!response.ok) throw new Error(`The order service answered ${response.status}.`);
    const found = orders.parse(await response.json());
    state.known.set(customer, found);
    return found;
  },
});

export const refund = definePlugin({
  name: 'orders.refund',
  description: 'Pays an order back.',
  input: z.object({ id: z.string() }),
  requiresApproval: 'Money is paid back to the customer.',
  costUsd: 0.1,
  run: ({ id }, { sessionId }) => `refund of ${id} noted for session ${sessionId}`,
});
