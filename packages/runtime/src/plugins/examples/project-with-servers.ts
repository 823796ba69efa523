import { defineConfig } from '@heddle/runtime';

export default defineConfig({
  plugins: ['./plugins'],
  watchPlugins: true,
  mcpServers: {
    files: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem', '.'] },
    crm: { url: 'https://crm.example/mcp', headers: { authorization: `Bearer ${process.env['CRM_TOKEN']}` }, approval: 'unless-read-only' },
  },
});
