import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore } from '../create-store.js';
import type { Store } from '../store.js';
import { sampleSpan } from '../testing/sample-span.js';

let directory: string;
let store: Store;

/** Two projects. Anything that shows the word `secret` to the first has leaked. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-sql-'));
  store = await createStore({ dataFolder: directory });
  await store.access.saveProject({ projectId: 'theirs', name: 'secret', createdAt: '2026-03-01T12:00:00.000Z' });
  await store.write({
    project: 'mine', logs: [],
    spans: [
      sampleSpan({ id: 1, name: 'plan', durationMs: 900, attributes: { 'heddle.kind': 'round' } }),
      sampleSpan({ id: 2, parent: 1, name: 'ask', durationMs: 80, attributes: { 'heddle.kind': 'llm', prompt: 'sunny '.repeat(200) } }),
    ],
  });
  await store.write({
    project: 'theirs', logs: [],
    spans: [sampleSpan({ trace: 2, id: 9, name: 'secret', durationMs: 1, attributes: { 'heddle.kind': 'llm', prompt: 'secret '.repeat(200) } })],
  });
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const run = (statement: string, limit?: number) => store.runSql('mine', statement, limit === undefined ? {} : { limit });

test.each<[string, readonly (readonly unknown[])[]]>([
  ['SELECT name FROM spans ORDER BY name', [['ask'], ['plan']]],
  ['select count() as n, max(duration_ms) from span_resolutions;', [[2, 900]]],
  ['SELECT s.name -- the names\nFROM spans AS s /* all */ JOIN traces t ON s.trace_id = t.trace_id WHERE s.kind = \'llm\'', [['ask']]],
  ['WITH calls AS (SELECT trace_id FROM spans WHERE kind = \'llm\') SELECT uniqExact(trace_id) FROM calls', [[1]]],
  ['SELECT name FROM spans WHERE span_id IN (SELECT span_id FROM span_resolutions WHERE kind = \'round\')', [['plan']]],
  ['SELECT name, row_number() OVER (ORDER BY name) AS place FROM spans ORDER BY place', [['ask', 1], ['plan', 2]]],
  ['SELECT name FROM (SELECT name FROM spans WHERE name = \'ask\' UNION ALL SELECT kind FROM spans WHERE name = \'plan\') ORDER BY name', [['ask'], ['round']]],
  ['SELECT "name" AS `format` FROM spans WHERE name LIKE \'p%\'', [['plan']]],
  ['SELECT quantile(0.5)(duration_ms), countIf(kind = \'llm\'), sumIf(duration_ms, kind = \'llm\') FROM span_resolutions', [[490, 1, 80]]],
  ['SELECT count() FROM contents WHERE hasAllTokens(text, [\'sunny\'])', [[1]]],
  ['SELECT attributes[\'heddle.kind\'] FROM spans ORDER BY name LIMIT 1', [['llm']]],
  ['SELECT arrayMap(x -> x + 1, [1, 2]), 1 = 1 ? \'yes\' : \'no\', \'it\'\'s; -- fine\'', [[[2, 3], 'yes', "it's; -- fine"]]],
  ['SELECT max(start_time) >= toDateTime64(\'2026-03-01 12:00:00\', 9, \'UTC\') AND now() > toDateTime(0) FROM spans', [[1]]],
])('%s', async (statement, rows) => {
  expect((await run(statement)).rows).toEqual(rows);
});

test('columns have their types, and rows past the limit are said to be missing', async () => {
  expect(await run('SELECT name, toUInt64(\'18446744073709551615\') AS large FROM spans ORDER BY name', 1)).toEqual({
    columns: [{ name: 'name', type: 'String' }, { name: 'large', type: 'UInt64' }],
    rows: [['ask', '18446744073709551615']],
    rowsRead: expect.any(Number), elapsedMs: expect.any(Number), truncated: true,
  });
  expect((await run('SELECT name FROM spans', 2)).truncated).toBe(false);
});

const HOSTILE = [
  // table functions
  "SELECT * FROM file('/etc/passwd', 'LineAsString', 'line String')",
  "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
  "SELECT * FROM remote('127.0.0.1', default.spans)",
  "SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV')",
  'SELECT * FROM numbers(1000000000)',
  "SELECT * FROM generateRandom('a String', 1, 1000000, 1000000)",
  "SELECT * FROM merge('default', '.*')",
  "SELECT * FROM executable('id', 'TSV', 'a String')",
  'SELECT * FROM view(SELECT * FROM default.spans)',
  "SELECT * FROM cluster('default', default.spans)",
  "SELECT * FROM python('x')",
  "SELECT * FROM (SELECT * FROM mergeTreeIndex(default, spans))",
  "SELECT 1 FROM spans WHERE 1 IN (SELECT * FROM file('/etc/passwd'))",
  "WITH x AS (SELECT * FROM url('http://127.0.0.1:1/')) SELECT * FROM x",
  'SELECT * FROM spans, numbers(3)',
  "SELECT * FROM values('a String', ('b'))",
  // other tables
  'SELECT * FROM default.spans',
  'SELECT * FROM `default`.`spans`',
  'SELECT * FROM "default" /* */ . "spans"',
  'SELECT * FROM system.tables',
  'SELECT * FROM information_schema.tables',
  'SELECT * FROM INFORMATION_SCHEMA . COLUMNS',
  'SELECT * FROM api_keys',
  'SELECT * FROM "api_keys"',
  'SELECT * FROM spans JOIN projects ON 1 = 1',
  'SELECT (SELECT any(sha256) FROM api_keys)',
  'SELECT name FROM spans UNION ALL SELECT sha256 FROM api_keys',
  'SELECT * FROM (WITH api_keys AS (SELECT 1) SELECT 1) AS a, api_keys',
  'WITH api_keys AS (SELECT 1 AS x) SELECT * FROM api_keys',
  "SELECT 'x' IN api_keys",
  'SELECT name FROM spans WHERE name IN spans',
  'SELECT name FROM spans WHERE name IN (spans)',
  'SELECT name FROM spans WHERE name NOT IN default.spans',
  'SELECT 1 FROM spans WHERE EXISTS (SELECT * FROM default.api_keys)',
  'SELECT name FROM heddle_migrations, resolver_progress',
  // functions
  "SELECT file('/etc/passwd')",
  "SELECT dictGet('x', 'y', 1)",
  "SELECT joinGet('default.spans', 'name', 1)",
  "SELECT getSetting('max_threads')",
  'SELECT hostName(), version(), currentUser(), serverUUID()',
  'SELECT sleep(3)',
  'SELECT sleepEachRow(3) FROM spans',
  "SELECT throwIf(name = 'x') FROM spans",
  "SELECT hasColumnInTable('default', 'api_keys', 'sha256')",
  "SELECT catboostEvaluate('/etc/passwd', 1)",
  "SELECT getServerPort('tcp_port'), getMacro('x')",
  'SELECT randomString(100000000)',
  "SELECT leftPad('', 1000000, 'a')",
  'SELECT levenshteinDistance(name, raw) FROM spans',
  "SELECT sumState(1), initializeAggregation('sum', 1)",
  'SELECT addressToSymbol(1)',
  "SELECT aiGenerate('x', 'y')",
  // other statements
  "INSERT INTO spans VALUES ('a')",
  'DROP TABLE spans',
  'SHOW TABLES',
  'DESCRIBE TABLE spans',
  'EXPLAIN SELECT 1',
  'SET max_threads = 1',
  'SYSTEM SHUTDOWN',
  'ATTACH TABLE x FROM \'/etc\' (a String) ENGINE = Memory',
  'SELECT 1; DROP TABLE spans',
  'SELECT 1;;SELECT 2',
  'WITH 1 AS x INSERT INTO spans SELECT x',
  'SELECT * FROM (EXPLAIN SELECT 1)',
  'SELECT * FROM (SHOW TABLES)',
  'SELECT * FROM (DESCRIBE TABLE spans)',
  // clauses
  'SELECT * FROM spans SETTINGS readonly = 0',
  "SELECT * FROM (SELECT * FROM spans SETTINGS additional_table_filters = {'spans': '1'})",
  "SELECT 1 INTO OUTFILE '/tmp/out'",
  'SELECT 1 FORMAT Native',
  'SELECT 1 AS n ORDER BY n WITH FILL FROM 1 TO 1000000000',
  'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r',
  // out of the brackets, comments and quotes
  'SELECT 1) UNION ALL (SELECT 2',
  'SELECT 1) LIMIT 1; DROP TABLE spans --',
  'SELECT (1 /* ) */',
  'SELECT /* /* */ 1 */ FROM spans',
  "SELECT 'a\\\\' FROM api_keys --'",
  'SELECT 1 FROM `spans` `x\\` FROM api_keys',
  'SELECT $heredoc$ x $heredoc$',
  'SELECT {project:String}',
  'SELECT \u2018x\u2019',
  'SELECT 1 # comment',
  'SELECT @@version',
  'SELECT "a\nTableIdentifier api_keys"',
  '',
  `SELECT ${'('.repeat(5_000)}1${')'.repeat(5_000)}`,
  `SELECT ${'1,'.repeat(12_000)}1`,
] as const;

test.each(HOSTILE)('refused: %s', async (statement) => {
  await expect(run(statement)).rejects.toMatchObject({ code: 'SQL_REFUSED' });
});

test.each([
  'SELECT count() FROM spans AS a, spans AS b, spans AS c WHERE a.name = \'secret\'',
  'SELECT * FROM (SELECT * FROM (SELECT name FROM spans) UNION ALL SELECT name FROM span_resolutions)',
  'WITH spans AS (SELECT * FROM spans) SELECT name FROM spans',
  'SELECT (WITH x AS (SELECT name FROM spans) SELECT groupArray(name) FROM x)',
  'SELECT groupArray(name), (SELECT groupArray(text) FROM contents), (SELECT groupArray(title) FROM traces) FROM spans',
  'SELECT * FROM spans INTERSECT SELECT * FROM spans',
  'SELECT name FROM spans EXCEPT SELECT \'plan\'',
  'SELECT s.* FROM spans s RIGHT JOIN (SELECT 1 AS one) o ON o.one = 1',
])('nothing of another project: %s', async (statement) => {
  const result = await run(statement).catch((error: Error) => error.message);
  expect(JSON.stringify(result)).not.toContain('secret');
});

const failsOn = (name: string) => `SELECT name FROM spans WHERE toUInt8(if(name = '${name}', name, '1')) = 1 ORDER BY name`;

test('an expression that fails on a value does not see the values of another project', async () => {
  await expect(run(failsOn('plan'))).rejects.toMatchObject({ code: 'SQL_REFUSED', message: expect.not.stringContaining('plan') });
  expect((await run(failsOn('secret'))).rows).toEqual([['ask'], ['plan']]);
});

test('a query that takes too much is ended, and the next one runs', async () => {
  const large = 'SELECT groupArray(arrayMap(y -> [x, y, z], splitByChar(\' \', text))) FROM contents ARRAY JOIN splitByChar(\' \', text) AS x, splitByChar(\' \', text) AS z';
  const cross = Array.from({ length: 30 }, (_, n) => `spans AS s${n}`).join(', ');
  await expect(run(`SELECT sipHash64(concat(s0.span_id, s1.span_id)) AS h, count() FROM ${cross} GROUP BY h`)).rejects.toMatchObject({ code: 'SQL_REFUSED' });
  await run(large).catch((error: unknown) => expect(error).toMatchObject({ code: 'SQL_REFUSED' }));
  expect((await run('SELECT count() FROM spans')).rows).toEqual([[2]]);
});

test('what is wrong with a query is said', async () => {
  await expect(run('SELECT nothing FROM spans')).rejects.toThrow(/`?nothing`?.*\(UNKNOWN_IDENTIFIER\)/);
  await expect(run('SELECT FROM WHERE')).rejects.toThrow('(SYNTAX_ERROR)');
});
