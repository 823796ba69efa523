import type { JsonObject } from '@heddle/model';
import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Says what is wrong with a value, or `undefined` when it fits. */
export type JsonSchemaCheck = (value: unknown) => string | undefined;

const MAX_PROBLEMS = 5;

/**
 * Makes the check that a JSON Schema describes. Dialect 2020-12, unless the schema names draft 4, 6 or 7.
 *
 * @throws when the schema is not one, or refers to something outside itself
 */
export function jsonSchemaCheck(schema: JsonObject): JsonSchemaCheck {
  const { $schema, ...rest } = schema;
  const Dialect = typeof $schema === 'string' && /draft-0[467]/.test($schema) ? Ajv : Ajv2020;
  const ajv = new Dialect({ strict: false, allErrors: true, logger: false });
  // The package is CommonJS: what its types call `default` is the module itself.
  (addFormats as unknown as typeof addFormats.default)(ajv);
  const validate = ajv.compile(rest);
  if ('$async' in validate) throw new TypeError('An asynchronous schema cannot be used.');
  return (value) => (validate(value) ? undefined : problems(validate.errors ?? []));
}

function problems(errors: readonly ErrorObject[]): string {
  return errors.slice(0, MAX_PROBLEMS).map(problem).join('; ') || 'does not fit its schema';
}

function problem({ instancePath, message, keyword, params }: ErrorObject): string {
  const where = instancePath.slice(1).replaceAll('/', '.');
  const extra = keyword === 'additionalProperties' ? ` ("${String(params['additionalProperty'])}")` : '';
  return `${where ? `${where}: ` : ''}${message ?? 'does not fit'}${extra}`;
}
