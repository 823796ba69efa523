import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Artifact, JsonObject, JsonValue } from '@heddle/model';
import type { CallContext } from '@heddle/kernel';

/** A tool said that it failed. */
class McpToolError extends Error {
  override readonly name = 'McpToolError';
}

type Content = CallToolResult['content'][number];

/**
 * What a tool gave, as JSON: its structured content if there is any; text when it is nothing but text; else
 * `{ text, artifacts, links }`. Pictures, sound and files become artifacts of the call.
 *
 * @throws {McpToolError} when the tool says that it failed
 */
export async function mcpResult(tool: string, result: CallToolResult, context: Pick<CallContext, 'putArtifact'>): Promise<JsonValue> {
  const text = result.content.flatMap(textOf).join('\n');
  if (result.isError) throw new McpToolError(text.slice(0, 4_000) || `"${tool}" failed and did not say why.`);
  const artifacts: Artifact[] = [];
  for (const content of result.content) {
    const bytes = bytesOf(content);
    if (bytes) artifacts.push(await context.putArtifact({ name: fileName(tool, content, bytes.mimeType, artifacts.length + 1), ...bytes }));
  }
  if (result.structuredContent !== undefined) return result.structuredContent as JsonObject;
  const links = result.content.flatMap((content) => (content.type === 'resource_link' ? [{ uri: content.uri, name: content.name }] : []));
  if (artifacts.length === 0 && links.length === 0) return text;
  return {
    text,
    artifacts: artifacts.map(({ name, mimeType, sizeBytes, sha256 }) => ({ name, mimeType, sizeBytes, sha256 })),
    links,
  };
}

function textOf(content: Content): readonly string[] {
  if (content.type === 'text') return [content.text];
  return content.type === 'resource' && 'text' in content.resource ? [content.resource.text] : [];
}

function bytesOf(content: Content): { readonly mimeType: string; readonly bytes: Uint8Array } | undefined {
  if (content.type === 'image' || content.type === 'audio') return { mimeType: content.mimeType, bytes: Buffer.from(content.data, 'base64') };
  if (content.type !== 'resource' || !('blob' in content.resource)) return undefined;
  return { mimeType: content.resource.mimeType ?? 'application/octet-stream', bytes: Buffer.from(content.resource.blob, 'base64') };
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/webp': 'webp', 'image/svg+xml': 'svg',
  'audio/wav': 'wav', 'audio/mpeg': 'mp3', 'application/pdf': 'pdf', 'application/json': 'json', 'text/csv': 'csv', 'text/plain': 'txt', 'text/html': 'html',
};

/** The last part of a file's address when it is a plain file name, else the tool's name and a number. */
function fileName(tool: string, content: Content, mimeType: string, number: number): string {
  const last = content.type === 'resource' ? (content.resource.uri.split('/').at(-1) ?? '') : '';
  if (/^[\w-][\w.-]{0,80}$/.test(last)) return last;
  return `${tool}-${number}.${Object.hasOwn(EXTENSIONS, mimeType) ? EXTENSIONS[mimeType] : 'bin'}`;
}
