import { createHash, randomBytes, randomUUID } from 'node:crypto';

const PREFIX = 'hdl_';
const KEY_BYTES = 32;
const PREVIEW_LENGTH = 10;

/** A key as it is handed out, once, and what is kept of it. */
export interface NewKey {
  readonly secret: string;
  readonly sha256: string;
  readonly preview: string;
}

/** How a key looks. AgentOps clients before 0.4 send nothing else than a UUID. */
export const KEY_SHAPES = ['heddle', 'uuid'] as const;

/**
 * Makes a key: `hdl_` and 32 random bytes, where the prefix lets people and scanners of leaked secrets see what it is; or a random
 * UUID, of 122 random bits.
 */
export function newKey(shape: (typeof KEY_SHAPES)[number] = 'heddle'): NewKey {
  const secret = shape === 'uuid' ? randomUUID() : PREFIX + randomBytes(KEY_BYTES).toString('base64url');
  return { secret, sha256: hashKey(secret), preview: secret.slice(0, PREVIEW_LENGTH) };
}

/** True for text that says of itself that it is one of our keys. */
export function looksLikeKey(text: string): boolean {
  return text.startsWith(PREFIX);
}

export function hashKey(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
