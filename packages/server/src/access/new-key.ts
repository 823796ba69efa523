import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'hdl_';
const KEY_BYTES = 32;
const PREVIEW_LENGTH = 10;

/** A key as it is handed out, once, and what is kept of it. */
export interface NewKey {
  readonly secret: string;
  readonly sha256: string;
  readonly preview: string;
}

/** Makes a key: `hdl_` and 32 random bytes. The prefix lets people and scanners of leaked secrets see what it is. */
export function newKey(): NewKey {
  const secret = PREFIX + randomBytes(KEY_BYTES).toString('base64url');
  return { secret, sha256: hashKey(secret), preview: secret.slice(0, PREVIEW_LENGTH) };
}

/** True for text that says of itself that it is one of our keys. */
export function looksLikeKey(text: string): boolean {
  return text.startsWith(PREFIX);
}

export function hashKey(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
