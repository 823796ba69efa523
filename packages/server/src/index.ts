export { createServer } from './create-server.js';
export type { HeddleServer, ServerOptions } from './create-server.js';
export type { ServerSettings } from './config.js';
export { ServerError } from './errors.js';
export type { ServerErrorCode } from './errors.js';
