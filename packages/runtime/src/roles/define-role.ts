import type { Role } from './role.js';

/**
 * Gives a role of your own its types. A file of a `roles` folder exports what it gives.
 *
 * @example
 * ```ts
 * // roles/translator.ts
 * import { defineRole } from '@heddle/runtime';
 *
 * export default defineRole({
 *   name: 'Translator',
 *   description: 'translates texts into English',
 *   async reply({ incoming, model, observation, signal }) {
 *     const request = { messages: [{ role: 'user', parts: [{ type: 'text' as const, content: `Translate into English:\n${incoming.message}` }] }] };
 *     const { text } = await model.call(request, { purpose: 'translate', observation, signal });
 *     return { to: incoming.from, message: text };
 *   },
 * });
 * ```
 */
export function defineRole(role: Role): Role {
  return role;
}
