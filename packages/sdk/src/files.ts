/** What the SDK keeps on disk. A subpath of its own, so that the core runs where there is no file system. */
export { createFileJournals } from './journal/file-journal.js';
export { createArtifactFolder } from './artifact-folder.js';
