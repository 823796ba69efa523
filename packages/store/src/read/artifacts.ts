import { createHash } from 'node:crypto';
import type { Artifact, Sha256 } from '@heddle/model';
import type { Database } from '../engine/database.js';
import { StoreError } from '../errors.js';
import { ARTIFACTS, columnsOf } from '../schema/tables.js';

/** Bytes of one piece: a row of a few megabytes is the largest that the engine handles with ease. */
const PIECE_BYTES = 1024 * 1024;
/** Pieces in one insert. */
const PIECES_PER_INSERT = 8;

/** Stores bytes under their hash, unless they are there. @throws {StoreError} `ARTIFACT_MISMATCH` */
export async function putArtifact(
  database: Database, project: string, artifact: Pick<Artifact, 'sha256' | 'mimeType' | 'name'>, bytes: Uint8Array,
): Promise<void> {
  const { sha256, mimeType, name } = artifact;
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) {
    throw new StoreError('ARTIFACT_MISMATCH', `The ${bytes.length} bytes have the hash ${actual} and not ${sha256}; send the artifact again.`);
  }
  const [known] = await database.query(
    'SELECT 1 FROM artifacts WHERE project = {project:String} AND sha256 = {sha256:String} AND piece = 0 LIMIT 1', { project, sha256 },
  );
  if (known) return;
  const pieces = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
  const line = (piece: number): string => JSON.stringify([
    project, sha256, piece, pieces, name.toWellFormed(), mimeType.toWellFormed(), bytes.length,
    Buffer.from(bytes.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES)).toString('base64'),
  ]);
  for (let start = 1; start < pieces; start += PIECES_PER_INSERT) {
    const count = Math.min(PIECES_PER_INSERT, pieces - start);
    await insert(Array.from({ length: count }, (_, index) => line(start + index)));
  }
  await insert([line(0)]);

  function insert(lines: readonly string[]): Promise<void> {
    return database.insert(ARTIFACTS.name, columnsOf(ARTIFACTS), lines);
  }
}

/** The bytes stored under a hash, `undefined` when there are none. */
export async function readArtifact(
  database: Database, project: string, sha256: Sha256,
): Promise<{ readonly mimeType: string; readonly name: string; readonly bytes: Uint8Array } | undefined> {
  const rows = await database.query<{ piece: number; pieces: number; name: string; mime_type: string; base64: string }>(
    `SELECT piece, pieces, name, mime_type, base64 FROM artifacts
     WHERE project = {project:String} AND sha256 = {sha256:String} ORDER BY piece LIMIT 1 BY piece`,
    { project, sha256 },
  );
  const head = rows[0];
  if (head?.piece !== 0 || rows.length !== head.pieces) return undefined;
  const bytes = Buffer.concat(rows.map(({ base64 }) => Buffer.from(base64, 'base64')));
  return { mimeType: head.mime_type, name: head.name, bytes };
}
