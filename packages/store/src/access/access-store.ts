import type { Database } from '../engine/database.js';
import { API_KEYS, PROJECTS, columnsOf } from '../schema/tables.js';
import type { KeyScope, Project, StoredKey } from './api-key.js';

/** Projects and the keys that open them. Few, and read whole. */
export interface AccessStore {
  /** In the order of their ids. */
  listProjects(): Promise<readonly Project[]>;
  /** Adds it, or replaces the one with its id. */
  saveProject(project: Project): Promise<void>;
  /** Of all projects, oldest first; revoked and expired ones too. */
  listKeys(): Promise<readonly StoredKey[]>;
  /** Adds it, or replaces the one with its id. */
  saveKey(key: StoredKey): Promise<void>;
}

/** @param nowMicros - of two versions of a row the later one counts */
export function createAccessStore(database: Database, nowMicros: () => number): AccessStore {
  return {
    async listProjects() {
      const rows = await database.query<ProjectRow>('SELECT project_id, name, created_ms FROM projects FINAL ORDER BY project_id');
      return rows.map((row) => ({ projectId: row.project_id, name: row.name, createdAt: isoTime(row.created_ms) }));
    },
    async saveProject({ projectId, name, createdAt }) {
      const line = JSON.stringify([projectId, name.toWellFormed(), Date.parse(createdAt), nowMicros()]);
      await database.insert(PROJECTS.name, columnsOf(PROJECTS), [line]);
    },
    async listKeys() {
      const rows = await database.query<KeyRow>('SELECT * FROM api_keys FINAL ORDER BY created_ms, key_id');
      return rows.map((row) => ({
        keyId: row.key_id,
        project: row.project,
        name: row.name,
        preview: row.preview,
        sha256: row.sha256,
        scopes: row.scopes,
        createdAt: isoTime(row.created_ms),
        expiresAt: row.expires_ms === null ? null : isoTime(row.expires_ms),
        revokedAt: row.revoked_ms === null ? null : isoTime(row.revoked_ms),
      }));
    },
    async saveKey(key) {
      const line = JSON.stringify([
        key.keyId, key.project, key.name.toWellFormed(), key.preview, key.sha256, key.scopes, Date.parse(key.createdAt),
        key.expiresAt === null ? null : Date.parse(key.expiresAt), key.revokedAt === null ? null : Date.parse(key.revokedAt), nowMicros(),
      ]);
      await database.insert(API_KEYS.name, columnsOf(API_KEYS), [line]);
    },
  };
}

interface ProjectRow {
  readonly project_id: string;
  readonly name: string;
  readonly created_ms: string;
}

interface KeyRow {
  readonly key_id: string;
  readonly project: string;
  readonly name: string;
  readonly preview: string;
  readonly sha256: string;
  readonly scopes: readonly KeyScope[];
  readonly created_ms: string;
  readonly expires_ms: string | null;
  readonly revoked_ms: string | null;
}

function isoTime(ms: string): string {
  return new Date(Number(ms)).toISOString();
}
