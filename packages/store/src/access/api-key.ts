/** What a key may do: send traces, read them, or look after projects and keys. `admin` includes the other two. */
export const KEY_SCOPES = ['write', 'read', 'admin'] as const;

export type KeyScope = (typeof KEY_SCOPES)[number];

/** Traces that belong together and are kept apart from all others. */
export interface Project {
  readonly projectId: string;
  readonly name: string;
  /** ISO 8601, like every time here. */
  readonly createdAt: string;
}

/** A key as it is shown: the key itself is known to its holder alone. */
export interface ApiKey {
  readonly keyId: string;
  readonly project: string;
  readonly name: string;
  /** Its first characters, by which people tell keys apart. */
  readonly preview: string;
  readonly scopes: readonly KeyScope[];
  readonly createdAt: string;
  /** `null` for one that never expires. */
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** A key as it is stored. */
export interface StoredKey extends ApiKey {
  /** SHA-256 of the whole key. A key is 32 random bytes, so no slower hash is needed. */
  readonly sha256: string;
}
