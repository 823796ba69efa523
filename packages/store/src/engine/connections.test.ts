import type { Session } from 'chdb';
import { expect, test } from 'vitest';
import { createConnections } from './connections.js';

test('a connection is used again for the same settings, and by one at a time', async () => {
  const { connections, opened } = testConnections();
  await connections.after('SET a=1', noWork);
  await connections.after('SET a=1', noWork);
  await connections.after('SET a=2', noWork);
  await Promise.all([connections.after('SET a=1', noWork), connections.after('SET a=1', noWork)]);
  expect(opened.map(({ statements }) => statements)).toEqual([['SET a=1'], ['SET a=2'], ['SET a=1']]);
});

test('a connection whose work failed is closed, and so is one on which the settings could not be made', async () => {
  const { connections, opened } = testConnections();
  await expect(connections.after('SET a=1', () => Promise.reject(new Error('no such table')))).rejects.toThrow('no such table');
  await expect(connections.after('SET wrong', noWork)).rejects.toThrow('Unknown setting');
  await connections.after('SET a=1', noWork);
  expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
});

test('work that asks for a connection of its own never shares one', async () => {
  const { connections, opened } = testConnections();
  await connections.after('SET a=1', noWork);
  await connections.once(noWork);
  expect(opened.map(({ isClosed }) => isClosed)).toEqual([false, true]);
});

test('as many wait as may, and none after closing', async () => {
  const { connections, opened } = testConnections(1);
  await Promise.all([connections.after('SET a=1', noWork), connections.after('SET a=1', noWork)]);
  expect(opened.filter(({ isClosed }) => !isClosed)).toHaveLength(1);
  await connections.after('SET a=1', () => Promise.resolve(connections.close()));
  expect(opened.every(({ isClosed }) => isClosed)).toBe(true);
});

const noWork = () => Promise.resolve();

function testConnections(maxWaiting?: number) {
  const opened: { statements: string[]; isClosed: boolean }[] = [];
  const connections = createConnections(() => {
    const connection = { statements: [] as string[], isClosed: false };
    opened.push(connection);
    return {
      queryAsync(statement: string) {
        connection.statements.push(statement);
        return statement === 'SET wrong' ? Promise.reject(new Error('Unknown setting')) : Promise.resolve();
      },
      close() {
        connection.isClosed = true;
      },
    } as unknown as Session;
  }, maxWaiting);
  return { connections, opened };
}
