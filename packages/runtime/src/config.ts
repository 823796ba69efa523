import { PLACE_NAMES } from '@heddle/model';
import { z } from 'zod';
import { topicSchema } from './memory/topic.js';
import { pricesSchema } from './prices.js';
import { telemetrySchema } from './telemetry-config.js';

const callLimits = z.strictObject({
  calls: z.number().int().nonnegative().optional(),
  timeMs: z.number().positive().optional(),
  costUsd: z.number().nonnegative().optional(),
});

/** Everything that can be set, with every default in sight. Plugins, roles and models are code and stand beside it. */
export const runtimeConfigSchema = z.strictObject({
  /** Name of the application: what its rounds are called in traces. */
  app: z.string().min(1).max(80).default('heddle'),
  /** Journals, artifacts and workspaces are kept here. */
  dataDir: z.string().default('.heddle'),
  /** Working folder of the code; default one per session below `dataDir`. */
  workspace: z.string().optional(),
  kernel: z
    .strictObject({
      language: z.enum(['typescript', 'python']).default('typescript'),
      place: z.enum(['auto', ...PLACE_NAMES]).default('auto'),
      /** Refuse to run code in a place that is no sandbox. */
      requireSandbox: z.boolean().default(false),
      /** Longest run of one cell, in milliseconds. */
      cellTimeoutMs: z.number().int().positive().default(120_000),
      /** Kernels kept ready, so that a new session does not wait for one to start. Each is a process that waits. */
      poolSize: z.number().int().min(0).max(32).default(0),
      /**
       * What code may import beside the language's own modules, as npm (for TypeScript) or pip (for Python) name it:
       * `lodash@4.17.21`, `pandas==2.2.3`, or the path of a local one: `./shared`. Installed once, by the host.
       */
      packages: z.array(z.string().min(1).max(500)).max(200).default([]),
    })
    .prefault({}),
  memory: z
    .strictObject({
      /** Most tokens of earlier rounds in a prompt; what is beyond becomes a summary. */
      maxTokens: z.number().int().min(1_000).default(24_000),
      /** Folder of example conversations, by which roles learn how to work. Default: none. */
      examples: z.string().min(1).optional(),
      /** Folder of lessons: tips written by hand, and what `learn` found. Default: `experience` in `dataDir`. */
      experience: z.string().min(1).optional(),
      /** Sub-folders of both whose examples and lessons are used too. */
      topics: z.array(topicSchema).max(20).default([]),
      /** Most lessons of a round; of more, those that have most to do with the request. */
      maxLessons: z.number().int().min(0).max(20).default(3),
      /** Look for lessons whenever a session closes: one more model call. */
      learn: z.boolean().default(false),
    })
    .prefault({}),
  /** Show models the pictures that a user hands in. For models that take pictures; others refuse the request. */
  vision: z.boolean().default(false),
  /** Commands that the role CommandLine writes. */
  shell: z
    .strictObject({
      /** Run them also where nothing isolates them: they can then do what your user can. */
      allowUnsandboxed: z.boolean().default(false),
      /** Longest run of one command, in milliseconds. */
      commandTimeoutMs: z.number().int().positive().default(60_000),
    })
    .prefault({}),
  /** Settings of plugins, by the plugin's name. */
  pluginSettings: z.record(z.string(), z.record(z.string(), z.json())).default({}),
  limits: z
    .strictObject({
      /** Most posts by roles in one round; then the first role answers with what there is. */
      maxHops: z.number().int().min(1).max(200).default(16),
      /** Most tries at one piece of code, and at one readable reply. */
      maxAttempts: z.number().int().min(1).max(20).default(3),
      /** Most plugins that the code of a round is offered; of more, those that have to do with the request. */
      maxPlugins: z.number().int().positive().default(40),
      /** Longest round, in milliseconds. */
      roundTimeoutMs: z.number().int().positive().default(900_000),
      /** Most tokens and US dollars of a round and of a session, reserved before each model call. Default: no limit. */
      maxRoundTokens: z.number().int().positive().optional(),
      maxRoundCostUsd: z.number().positive().optional(),
      maxSessionTokens: z.number().int().positive().optional(),
      maxSessionCostUsd: z.number().positive().optional(),
    })
    .prefault({}),
  /** What generated code may do with plugins. Names may be patterns: `weather.*`. */
  policy: z
    .strictObject({
      /** Default: all plugins. */
      allow: z.array(z.string()).optional(),
      /** Wins over `allow`. */
      deny: z.array(z.string()).optional(),
      /** Calls that wait for a permission, each with the reason shown to whoever decides. */
      approve: z.record(z.string(), z.string()).optional(),
      /** Limits on the calls of one cell, together and by plugin. */
      perCell: callLimits.optional(),
      perPlugin: z.record(z.string(), callLimits).optional(),
      /** What generated code must not name, checked by its text before it runs. No substitute for a sandbox. */
      code: z
        .strictObject({
          /** Modules it may import; default all. */
          allowModules: z.array(z.string().min(1)).optional(),
          /** Wins over `allowModules`. */
          denyModules: z.array(z.string().min(1)).optional(),
          /** Functions it may not name: `eval`, `process.exit`, `fs.rmSync`, `shutil.*`. */
          denyFunctions: z.array(z.string().min(1)).optional(),
        })
        .optional(),
    })
    .prefault({}),
  /** Prices of your own, asked before the table: for local models, contracts, and models it does not know. See `docs/costs.md`. */
  prices: pricesSchema.default([]),
  telemetry: telemetrySchema.prefault({}),
});

export type RuntimeConfig = z.output<typeof runtimeConfigSchema>;
export type RuntimeConfigInput = z.input<typeof runtimeConfigSchema>;
