import { createRoute, z } from '@hono/zod-openapi';
import { COST_FIELDS, type Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { costListSchema, errorListSchema, facetsSchema } from './analytics-schemas.js';
import { BAD_QUERY, apiApp, jsonAnswer } from './api-app.js';
import { oneOf, wholeNumber } from './query-fields.js';
import { refuseUnknownFields } from './refuse-unknown-fields.js';
import { ATTRIBUTE_FIELDS, pageFields, spanQueryFields, spanQueryOf } from './span-query.js';

const getFacets = createRoute({
  method: 'get',
  path: '/facets',
  summary: 'The most frequent values of each field, with how many spans have them',
  description: ATTRIBUTE_FIELDS,
  request: { query: z.object({ ...spanQueryFields, limit: wholeNumber(1, 200).optional() }) },
  responses: { 200: jsonAnswer(facetsSchema, 'The values.'), ...BAD_QUERY },
});

const getCosts = createRoute({
  method: 'get',
  path: '/costs',
  summary: 'Counted usage by model, role, plugin, user or tag, dearest first',
  description: ATTRIBUTE_FIELDS,
  request: { query: z.object({ by: oneOf(COST_FIELDS), ...spanQueryFields, ...pageFields }) },
  responses: { 200: jsonAnswer(costListSchema, 'A page of figures.'), ...BAD_QUERY },
});

const getErrors = createRoute({
  method: 'get',
  path: '/errors',
  summary: 'Errors in groups, the one that happened last first',
  description: `Errors that differ in numbers, ids and quoted values only are one group. ${ATTRIBUTE_FIELDS}`,
  request: { query: z.object({ ...spanQueryFields, ...pageFields }) },
  responses: { 200: jsonAnswer(errorListSchema, 'A page of groups.'), ...BAD_QUERY },
});

export function analyticsRoutes(store: Store) {
  return apiApp()
    .openapi(getFacets, async (context) => {
      refuseUnknownFields(context.req.url, getFacets.request.query, { attributes: true });
      const { limit, ...fields } = context.req.valid('query');
      return context.json(await store.readFacets(projectOf(context.req.raw), spanQueryOf(fields, context.req.url), { limit }), 200);
    })
    .openapi(getCosts, async (context) => {
      refuseUnknownFields(context.req.url, getCosts.request.query, { attributes: true });
      const { by, limit, cursor, ...fields } = context.req.valid('query');
      return context.json(await store.readCosts(projectOf(context.req.raw), by, spanQueryOf(fields, context.req.url), { limit, cursor }), 200);
    })
    .openapi(getErrors, async (context) => {
      refuseUnknownFields(context.req.url, getErrors.request.query, { attributes: true });
      const { limit, cursor, ...fields } = context.req.valid('query');
      return context.json(await store.listErrors(projectOf(context.req.raw), spanQueryOf(fields, context.req.url), { limit, cursor }), 200);
    });
}
