export { createClient } from './create-client.js';
export type { ClientOptions, HeddleClient } from './create-client.js';
export type { components, paths } from './openapi.js';
