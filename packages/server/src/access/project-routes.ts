import { createRoute, z } from '@hono/zod-openapi';
import type { AccessStore, Project } from '@heddle/store';
import { BAD_QUERY, apiApp, jsonAnswer } from '../api/api-app.js';
import { jsonBody, smallBody } from '../api/json-body.js';
import { apiErrorSchema } from '../api/schemas.js';
import { Refusal } from '../http/refusal.js';
import { labelSchema, projectIdSchema, projectSchema } from './access-schemas.js';
import { DEFAULT_PROJECT, callerOf } from './caller.js';

const listProjects = createRoute({
  method: 'get',
  path: '/projects',
  summary: 'The projects that this admin key looks after: its own, or all for one of the default project',
  responses: { 200: jsonAnswer(z.object({ projects: z.array(projectSchema).readonly() }).openapi('ProjectList'), 'The projects.') },
});

const createProject = createRoute({
  method: 'post',
  path: '/projects',
  summary: 'Makes a project; for admin keys of the default project',
  request: { body: jsonBody(z.object({ projectId: projectIdSchema, name: labelSchema.optional() })) },
  responses: {
    201: jsonAnswer(projectSchema, 'The project.'),
    ...BAD_QUERY,
    403: jsonAnswer(apiErrorSchema, 'The key is of another project.'),
    409: jsonAnswer(apiErrorSchema, 'There is one with this id.'),
  },
});

export function projectRoutes(access: AccessStore, nowMs: () => number) {
  const app = apiApp();
  app.use('/projects', smallBody);
  return app
    .openapi(listProjects, async (context) => {
      const { project: own } = callerOf(context.req.raw);
      const projects = await knownProjects(access);
      return context.json({ projects: own === DEFAULT_PROJECT ? projects : projects.filter(({ projectId }) => projectId === own) }, 200);
    })
    .openapi(createProject, async (context) => {
      const { projectId, name = projectId } = context.req.valid('json');
      if (callerOf(context.req.raw).project !== DEFAULT_PROJECT) {
        throw new Refusal(403, 'PROJECT_FOREIGN', `Projects are made with an admin key of the project ${DEFAULT_PROJECT}.`);
      }
      if ((await knownProjects(access)).some((project) => project.projectId === projectId)) {
        throw new Refusal(409, 'PROJECT_EXISTS', `There is a project ${projectId} already; use it, or choose another id.`);
      }
      const project: Project = { projectId, name, createdAt: new Date(nowMs()).toISOString() };
      await access.saveProject(project);
      return context.json(project, 201);
    });
}

/** All projects, with the default one, which nobody had to make. */
export async function knownProjects(access: Pick<AccessStore, 'listProjects'>): Promise<readonly Project[]> {
  const made = await access.listProjects();
  if (made.some(({ projectId }) => projectId === DEFAULT_PROJECT)) return made;
  return [{ projectId: DEFAULT_PROJECT, name: 'Default', createdAt: new Date(0).toISOString() }, ...made];
}
