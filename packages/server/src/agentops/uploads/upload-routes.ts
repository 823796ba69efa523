import { z } from '@hono/zod-openapi';
import { msToUnixNano } from '@heddle/model';
import type { Store } from '@heddle/store';
import { Hono } from 'hono';
import { projectOf } from '../../http/project-of.js';
import type { ReadBodyOptions } from '../../http/read-body.js';
import { Refusal } from '../../http/refusal.js';
import { readJson } from '../read-json.js';
import { parseLogText } from './parse-log-text.js';
import { storeObject } from './store-object.js';
import { parseTraceIdHeader } from './trace-id-header.js';
import { uploadedObject } from './uploaded-object.js';

const uploadBody = z.object({ body: z.string() });

/** What the Python SDK 0.4.x uploads: the log of a run, which becomes log records of its trace, and objects, which become artifacts. */
export function uploadRoutes(store: Store, nowMs: () => number, bodyOptions: ReadBodyOptions): Hono {
  return new Hono()
    .post('/v4/logs/upload/', async (context) => {
      const traceId = parseTraceIdHeader(context.req.header('trace-id'));
      if (traceId === undefined) {
        const shown = JSON.stringify(context.req.header('trace-id')?.slice(0, 50) ?? '');
        throw new Refusal(400, 'HEADER_INVALID', `The header Trace-Id is ${shown}; it must be the trace id as a decimal number.`);
      }
      const { body } = await readJson(context.req.raw, uploadBody, bodyOptions);
      const logs = parseLogText(body, { traceId, receivedAt: msToUnixNano(nowMs()) });
      if (logs.length > 0) await store.write({ project: projectOf(context.req.raw), spans: [], logs });
      return context.json({ url: `${originOf(context.req.raw)}/traces/${traceId}`, size: Buffer.byteLength(body) });
    })
    .post('/v4/objects/upload/', async (context) => {
      const { body } = await readJson(context.req.raw, uploadBody, bodyOptions);
      const { sha256, sizeBytes } = await storeObject(store, projectOf(context.req.raw), uploadedObject(body, 'object'));
      return context.json({ url: `${originOf(context.req.raw)}/api/artifacts/${sha256}`, size: sizeBytes });
    });
}

function originOf(request: Request): string {
  return new URL(request.url).origin;
}
