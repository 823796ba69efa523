import type { Session } from 'chdb';

/** Connections to an engine in this process, each lent to one piece of work at a time. */
export interface Connections {
  /**
   * Does work on a connection that is closed afterwards, with all that was set on it: nothing of it sticks to the next, or mixes
   * with work that runs at the same time.
   */
  once<Result>(work: (connection: Session) => Promise<Result>): Promise<Result>;
  /** Does work on a connection on which a statement has run, now or before. One whose work failed is not used again. */
  after<Result>(statement: string, work: (connection: Session) => Promise<Result>): Promise<Result>;
  /** Closes those that wait for work. */
  close(): void;
}

/** @param open - gives a connection. @param maxWaiting - those kept for each statement. Default: 8, as many as have work at once */
export function createConnections(open: () => Session, maxWaiting = 8): Connections {
  const waiting = new Map<string, Session[]>();
  let closed = false;

  async function once<Result>(work: (connection: Session) => Promise<Result>): Promise<Result> {
    const connection = open();
    try {
      return await work(connection);
    } finally {
      connection.close();
    }
  }

  async function opened(statement: string): Promise<Session> {
    const connection = open();
    try {
      if (statement !== '') await connection.queryAsync(statement);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  return {
    once,
    async after(statement, work) {
      const ready = waiting.get(statement) ?? [];
      waiting.set(statement, ready);
      const connection = ready.pop() ?? (await opened(statement));
      let succeeded = false;
      try {
        const result = await work(connection);
        succeeded = true;
        return result;
      } finally {
        if (succeeded && !closed && ready.length < maxWaiting) ready.push(connection);
        else connection.close();
      }
    },
    close() {
      closed = true;
      for (const ready of waiting.values()) for (const connection of ready.splice(0)) connection.close();
    },
  };
}
