import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema, type CallToolRequest, type CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { existsSync, writeFileSync } from 'node:fs';

const nothing = { type: 'object' as const, properties: {} };
const text = (value: string): CallToolResult => ({ content: [{ type: 'text', text: value }] });

/** Ends the process, unless it did so before: `mark` is the file that remembers. */
function dieOnce(mark: string): CallToolResult {
  if (existsSync(mark)) return text('alive again');
  writeFileSync(mark, '');
  process.exit(3);
}

type Extra = { readonly signal: AbortSignal; readonly sendNotification: (notification: never) => Promise<void> };

const TOOLS: Readonly<Record<string, {
  readonly about: object;
  run(params: CallToolRequest['params'], extra: Extra): CallToolResult | Promise<CallToolResult>;
}>> = {
  'add-numbers': {
    about: {
      description: 'Adds.',
      inputSchema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'], additionalProperties: false },
      outputSchema: { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] },
    },
    run: ({ arguments: { a, b } = {} }) => ({ ...text('see structured content'), structuredContent: { sum: Number(a) + Number(b) } }),
  },
  add_numbers: { about: { inputSchema: nothing }, run: () => text('the other one') },
  lie: {
    about: { inputSchema: nothing, outputSchema: { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] } },
    run: () => ({ content: [], structuredContent: { sum: 'many' } }),
  },
  picture: {
    about: { inputSchema: nothing },
    run: () => ({
      content: [
        { type: 'text', text: 'A picture:' },
        { type: 'image', mimeType: 'image/png', data: Buffer.from('png bytes').toString('base64') },
        { type: 'resource', resource: { uri: 'file:///data/out.csv', mimeType: 'text/csv', blob: Buffer.from('a,b').toString('base64') } },
        { type: 'resource_link', uri: 'https://example.com/more', name: 'more' },
      ],
    }),
  },
  fail: { about: { inputSchema: nothing }, run: () => ({ ...text('There is no such file.'), isError: true }) },
  import: { about: { inputSchema: nothing }, run: ({ _meta }) => text(String(_meta?.['traceparent'])) },
  environment: { about: { inputSchema: nothing }, run: () => text(Object.keys(process.env).sort().join(' ')) },
  hang: {
    about: { inputSchema: nothing },
    async run({ _meta }, { sendNotification }) {
      await sendNotification({ method: 'notifications/progress', params: { progressToken: _meta?.progressToken, progress: 1, total: 9, message: 'thinking' } } as never);
      return await new Promise(() => {});
    },
  },
  die: { about: { inputSchema: { type: 'object', properties: { mark: { type: 'string' } } } }, run: ({ arguments: { mark } = {} }) => dieOnce(String(mark)) },
  die_reading: {
    about: { inputSchema: { type: 'object', properties: { mark: { type: 'string' } } }, annotations: { readOnlyHint: true } },
    run: ({ arguments: { mark } = {} }) => dieOnce(String(mark)),
  },
  unreadable: { about: { inputSchema: { type: 'object', properties: { a: { $ref: 'https://example.com/schema.json' } } } }, run: () => text('never') },
};

/** A server with the low-level API of the SDK, which sends any schema as it is. Tools come in pages of four. */
export function createExampleServer(): Server {
  const server = new Server({ name: 'example', version: '2.1.0' }, { capabilities: { tools: {} } });
  const names = Object.keys(TOOLS);
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const start = Number(params?.cursor ?? 0);
    const tools = names.slice(start, start + 4).map((name) => ({ name, ...TOOLS[name]!.about }));
    return { tools, ...(start + 4 < names.length && { nextCursor: String(start + 4) }) } as never;
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => await TOOLS[params.name]!.run(params, extra as never));
  return server;
}
