export { createStore } from './create-store.js';
export type { StoreOptions } from './create-store.js';
export { STORE_ERROR_CODES, StoreError } from './errors.js';
export type { StoreErrorCode } from './errors.js';
export { openDataFolder, readOwner } from './owner/data-folder.js';
export type { DataFolder, Owner } from './owner/data-folder.js';
export type { ServerAddress } from './engine/database.js';
export type { Page, SpanQuery, Store, StoreBatch, Written } from './store.js';
