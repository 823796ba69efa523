import { createHash } from 'node:crypto';

/**
 * A UUID that names the same thing as one of our ids: AgentOps' server takes nothing else. Equal ids give equal UUIDs.
 *
 * @see RFC 9562, UUID version 8
 */
export function agentOpsUuid(id: string): string {
  const bytes = createHash('sha256').update(`heddle:${id}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
