import type { Role } from './role.js';

/** True for anything that can stand in a list of roles. */
export function isRole(value: unknown): value is Role {
  if (typeof value !== 'object' || value === null) return false;
  const { name, description, reply } = value as Partial<Record<keyof Role, unknown>>;
  return typeof name === 'string' && name !== '' && (description === undefined || typeof description === 'string') && typeof reply === 'function';
}
