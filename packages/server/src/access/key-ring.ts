import type { AccessStore, StoredKey } from '@heddle/store';
import { hashKey } from './new-key.js';

/** The keys of the store, at hand for every request. */
export interface KeyRing {
  /** The key that this text is; `undefined` when there is none, or it was revoked or has expired. */
  find(secret: string): StoredKey | undefined;
  /** True when this text is a key that was made here, whether it still works or not. */
  knows(secret: string): boolean;
  /** True while the key with this id works. */
  works(keyId: string): boolean;
  /** True when some key that works may look after the server. */
  hasAdmin(project: string): boolean;
  /** Reads the keys again; whoever changes one calls it. */
  refresh(): Promise<void>;
  close(): void;
}

export interface KeyRingOptions {
  readonly nowMs: () => number;
  /** How often keys that another server on the same database made or revoked are looked for; never when left out. */
  readonly refreshMs?: number;
  /** Hears that they could not be read; those known go on working. */
  readonly onError: (error: unknown) => void;
}

export async function createKeyRing(store: Pick<AccessStore, 'listKeys'>, options: KeyRingOptions): Promise<KeyRing> {
  const { nowMs, refreshMs, onError } = options;
  // By hash: whoever guesses keys learns nothing from how long looking takes, since they cannot choose the hash.
  let keys = new Map<string, StoredKey>();
  const works = (key: StoredKey) => key.revokedAt === null && (key.expiresAt === null || Date.parse(key.expiresAt) > nowMs());

  async function refresh(): Promise<void> {
    keys = new Map((await store.listKeys()).map((key) => [key.sha256, key]));
  }

  await refresh();
  const timer = refreshMs === undefined ? undefined : setInterval(() => void refresh().catch(onError), refreshMs).unref();
  return {
    find(secret) {
      const key = keys.get(hashKey(secret));
      return key && works(key) ? key : undefined;
    },
    knows: (secret) => keys.has(hashKey(secret)),
    works: (keyId) => [...keys.values()].some((key) => key.keyId === keyId && works(key)),
    hasAdmin: (project) => [...keys.values()].some((key) => key.project === project && key.scopes.includes('admin') && works(key)),
    refresh,
    close: () => clearInterval(timer),
  };
}
