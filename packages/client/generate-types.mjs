import openapiTS, { astToString } from 'openapi-typescript';

/** The text of `src/openapi.ts` for an OpenAPI document. */
export async function generateTypes(document) {
  const types = astToString(await openapiTS(structuredClone(document), { immutable: true }))
    // The generator names these whether a document has them or not.
    .replace(/^export type (?:webhooks|\$defs|operations) = Record<string, never>;\n/gm, '');
  return `// Generated from openapi.json by \`npm run generate -w packages/client\`; not to be edited.\n\n${types}`;
}
