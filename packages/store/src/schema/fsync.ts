import type { Database } from '../engine/database.js';

/** Files of an insert are on the disk, and so are their names, before it is answered. */
const SETTINGS = ['fsync_after_insert', 'fsync_part_directory'];

/** Switches waiting for the disk on or off. It is a setting of each table, so only tables that differ are changed. */
export async function setFsync(database: Database, fsync: boolean): Promise<void> {
  const tables = await database.query<{ name: string; on: boolean }>(
    `SELECT name, position(engine_full, '${SETTINGS[0]} = 1') > 0 AS on FROM system.tables
     WHERE database = currentDatabase() AND engine LIKE '%MergeTree'`,
  );
  for (const { name, on } of tables) {
    if (Boolean(on) === fsync) continue;
    const change = fsync ? `MODIFY SETTING ${SETTINGS.map((setting) => `${setting} = 1`).join(', ')}` : `RESET SETTING ${SETTINGS.join(', ')}`;
    await database.command(`ALTER TABLE ${name} ${change}`);
  }
}
