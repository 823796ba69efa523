import { writeFileSync } from 'node:fs';
import { dialectsDocument } from '../packages/conventions/dist/dialect-coverage.test.support.js';

// Writes docs/dialects.md from the fixtures and prints it. Build first: npx tsc -b packages/conventions
const document = dialectsDocument();
writeFileSync(new URL('../docs/dialects.md', import.meta.url), document);
console.log(document);
