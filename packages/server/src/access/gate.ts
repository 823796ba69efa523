import { timingSafeEqual } from 'node:crypto';
import { keyOfAuthorization } from '../http/require-key.js';
import { type Caller, OWNER, callerWith } from './caller.js';
import type { KeyRing } from './key-ring.js';
import { hashKey, looksLikeKey } from './new-key.js';

/** Knows who shows which key. HTTP, gRPC and the wire of AgentOps ask the same one. */
export interface Gate {
  /** Who sends this `Authorization`; `undefined` when a key is missing or does not work. */
  callerOfAuthorization(authorization: string | undefined): Caller | undefined;
  /** Who shows this key; `undefined` when it does not work. */
  callerOfKey(key: string | undefined): Caller | undefined;
  /** True while a caller with this {@link Caller.keyId} would still be let in. */
  isCurrent(keyId: string | undefined): boolean;
}

export interface GateOptions {
  readonly keys: Pick<KeyRing, 'find' | 'works' | 'knows'>;
  /** The key the server was started with. */
  readonly accessKey: string | undefined;
  /** False lets requests without a key into the default project. */
  readonly keyRequired: boolean;
}

export function createGate({ keys, accessKey, keyRequired }: GateOptions): Gate {
  const expected = accessKey === undefined ? undefined : Buffer.from(hashKey(accessKey));
  // Another access key has another id: what was given for the old one ends.
  const owner: Caller = expected === undefined ? OWNER : { ...OWNER, keyId: `access_${hashKey(expected.toString()).slice(0, 32)}` };

  const callerOfKey: Gate['callerOfKey'] = (key) => {
    if (key !== undefined && key !== '') {
      // Digests have equal lengths, so the comparison takes the same time whatever was given.
      if (expected !== undefined && timingSafeEqual(Buffer.from(hashKey(key)), expected)) return owner;
      const found = keys.find(key);
      if (found !== undefined) return callerWith(found.project, found.scopes, found.keyId);
      // Data of a project whose key was revoked must not turn up in another one.
      if (looksLikeKey(key) || keys.knows(key)) return undefined;
    }
    return keyRequired ? undefined : OWNER;
  };

  return {
    callerOfKey,
    callerOfAuthorization: (authorization) => callerOfKey(keyOfAuthorization(authorization ?? '')),
    isCurrent: (keyId) => (keyId === undefined ? !keyRequired : keyId === owner.keyId || keys.works(keyId)),
  };
}
