import { type RawLog, isJsonObject } from '@heddle/model';
import { DecodeError } from './decode-error.js';

const OWN_PREFIX = 'heddle.';

/**
 * Gives the record back when it is not one of our own events, or is one whose body has what every event has.
 * Events are read back by session and sequence, so one without them could never be found again.
 *
 * @throws {DecodeError} naming the field that is missing
 */
export function checkEventRecord(log: RawLog): RawLog {
  if (!log.eventName.startsWith(OWN_PREFIX)) return log;
  const event = log.body;
  if (!isJsonObject(event)) throw new DecodeError(`the body of event ${log.eventName} is not an object`);
  const type = log.eventName.slice(OWN_PREFIX.length);
  if (event['type'] !== type) throw new DecodeError(`the body of event ${log.eventName} has another type than ${type}`);
  if (!isFilledText(event['eventId'])) throw new DecodeError(`event ${log.eventName} has no eventId`);
  if (!isFilledText(event['sessionId'])) throw new DecodeError(`event ${log.eventName} has no sessionId`);
  if (!Number.isSafeInteger(event['sequence']) || (event['sequence'] as number) < 1) {
    throw new DecodeError(`event ${log.eventName} has no sequence from 1`);
  }
  if (typeof event['timeUnixNano'] !== 'string' || !/^\d{1,19}$/.test(event['timeUnixNano'])) {
    throw new DecodeError(`event ${log.eventName} has no timeUnixNano in decimal digits`);
  }
  return log;
}

function isFilledText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
