/** Modules of Node that every TypeScript cell may import: data and the files of the workspace, no network, no processes. */
export const BUILT_IN_MODULES = [
  'node:assert', 'node:buffer', 'node:crypto', 'node:events', 'node:fs', 'node:fs/promises', 'node:os', 'node:path', 'node:querystring',
  'node:readline', 'node:stream', 'node:stream/promises', 'node:string_decoder', 'node:url', 'node:util', 'node:zlib',
] as const;
