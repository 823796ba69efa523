import type { ApprovalPort, Place } from '@heddle/kernel';
import type { ArtifactSink, Clock, JournalStore } from '@heddle/sdk';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Embed } from './memory/rank-by-relevance.js';
import type { ChatModel } from './models/chat-model.js';
import type { PluginSource } from './plugins/plugin-source.js';
import type { Plugin } from './plugins/plugin.js';
import type { Role } from './roles/role.js';

/** The parts a runtime is made of. Each can be replaced; what is left out is made from the configuration. */
export interface RuntimeOverrides {
  /** Default: from the environment, see `docs/models.md`. */
  readonly model?: ChatModel;
  /** Models of single roles, by the role's name; others use `model`. */
  readonly models?: Readonly<Record<string, ChatModel>>;
  readonly plugins?: readonly Plugin[];
  /** Plugins that may change while the runtime runs; it opens and closes them. */
  readonly pluginSources?: readonly PluginSource[];
  /** Compares texts by their meaning: plugins and lessons with a request. Default: by their words. */
  readonly embed?: Embed;
  /** Default: a Planner in the middle and a CodeInterpreter. The first role answers the user. */
  readonly roles?: readonly Role[];
  readonly clock?: Clock;
  readonly journals?: JournalStore;
  readonly artifacts?: ArtifactSink;
  /** Further span processors, beside those of the configuration. */
  readonly spanProcessors?: readonly SpanProcessor[];
  readonly place?: Place;
  /** Whoever permits the calls that `policy.approve` names. Default: nobody, so such calls are refused. */
  readonly approvals?: ApprovalPort;
  /** Values that must never be recorded, besides the configured keys. */
  readonly secrets?: readonly string[];
  /** Told, in one sentence each, what a user should know. Default: standard error. */
  readonly warn?: (message: string) => void;
}
