import type { StoreError } from '../errors.js';
import type { EncodedBatch } from './encoded-batch.js';

/** The way of encoded batches into the database. */
export interface Inserts {
  /** Bytes of rows that are not in the database yet. */
  readonly waitingBytes: number;
  /** Why nothing is taken just now. */
  readonly problem: StoreError | undefined;
  /** Takes a batch. @returns once it may be acknowledged: a killed process does not lose it any more. @throws {StoreError} when it could not be kept */
  add(batch: EncodedBatch): Promise<void>;
  /** Waits until what was acknowledged of a project, or of all, can be queried, or cannot be put in just now. */
  settled(project?: string): Promise<void>;
  /** From now on nothing waits for company. */
  hurry(): void;
  /** Puts in what waits. @returns false when some of it has to wait for the next owner */
  close(): Promise<boolean>;
}

/** What is told of a batch once it can be queried. */
export type InsertedBatch = Pick<EncodedBatch, 'project' | 'traceIds' | 'written' | 'hasLogs'> & {
  /** Unknown when another process encoded it. */
  readonly facts?: EncodedBatch['facts'];
};
