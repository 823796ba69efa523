import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createExampleServer } from './example-server.test.support.js';

await createExampleServer().connect(new StdioServerTransport());
