import type { CellEnd, MimeBundle } from '@heddle/model';
import { boundText } from './bound-text.js';

const OUTPUT_LIMIT = 3_000;

/** What a cell did, in words for a role: output, value, artifacts, error. */
export function cellReport(cell: CellEnd): string {
  const parts: string[] = [];
  if (cell.stdout) parts.push(`Output:\n${boundText(cell.stdout.trimEnd(), OUTPUT_LIMIT)}`);
  if (cell.stderr) parts.push(`Error output:\n${boundText(cell.stderr.trimEnd(), OUTPUT_LIMIT)}`);
  if (cell.value) parts.push(`Value:\n${boundText(plainText(cell.value), OUTPUT_LIMIT)}`);
  if (cell.artifacts.length > 0) parts.push(`Artifacts: ${cell.artifacts.map((artifact) => `${artifact.name} (${artifact.mimeType}, ${artifact.sizeBytes} bytes)`).join(', ')}`);
  if (cell.calls.failed > 0) parts.push(`${cell.calls.failed} of ${cell.calls.host} plugin calls failed.`);
  if (cell.error) parts.push(errorText(cell));
  return parts.join('\n\n') || 'The code ran and gave no output.';
}

function errorText({ status, error }: CellEnd): string {
  const where = error?.line === undefined ? '' : ` on line ${error.line}`;
  return `Failed (${status})${where}: ${error?.type}: ${boundText(error?.message ?? '', OUTPUT_LIMIT)}`;
}

function plainText(value: MimeBundle): string {
  const plain = value['text/plain'];
  return typeof plain === 'string' ? plain : JSON.stringify(value['application/json'] ?? '');
}
