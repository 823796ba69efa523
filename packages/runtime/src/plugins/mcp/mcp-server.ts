import { z } from 'zod';

/** First part of a server's tools' names: `files` makes `files.read`. */
const name = z.string().min(1).max(60);

const shared = {
  /** Only these tools, by the server's names; default all. */
  tools: z.array(z.string()).optional(),
  /** Longest call, in milliseconds. */
  timeoutMs: z.number().int().positive().default(60_000),
  /** Longest time to connect, in milliseconds. */
  connectTimeoutMs: z.number().int().positive().default(30_000),
  /** Which calls a person must agree to. What a server says of its tools is a hint: do not build safety on it alone. */
  approval: z.enum(['never', 'unless-read-only', 'always']).default('never'),
};

const program = z.strictObject({
  ...shared,
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  /** Beside a few harmless ones (PATH, HOME, ...) the only variables the program gets. */
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().optional(),
});

const address = z.strictObject({
  ...shared,
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).default({}),
});

/** A server of the Model Context Protocol: a program to start, or an address. */
export const mcpServerSchema = z.union([program.extend({ name }), address.extend({ name })]);

/** Several, by name. */
export const mcpServersSchema = z.record(name, z.union([program, address]));

export type McpServer = z.output<typeof mcpServerSchema>;
export type McpServerInput = z.input<typeof mcpServerSchema>;
