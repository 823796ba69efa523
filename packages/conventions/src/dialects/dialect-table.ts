import { agentOps } from './agentops.js';
import { aiSdk } from './ai-sdk.js';
import type { Dialect } from './dialect.js';
import { flattenedGenAi } from './flattened-gen-ai.js';
import { flue } from './flue.js';
import { genAi } from './gen-ai.js';
import { genkit } from './genkit.js';
import { googleAdk } from './google-adk.js';
import { langfuse } from './langfuse.js';
import { langsmith } from './langsmith.js';
import { liteLlm } from './litellm.js';
import { livekit } from './livekit.js';
import { lmnr } from './lmnr.js';
import { logfire } from './logfire.js';
import { mastra } from './mastra.js';
import { mlflow } from './mlflow.js';
import { openInference } from './openinference.js';
import { traceloop } from './traceloop.js';

/** In the order in which dialects fill fields: the first that knows a field wins. */
export const BY_FIELDS: readonly Dialect[] = [
  langfuse, genAi, openInference, flattenedGenAi, traceloop, aiSdk, logfire, mastra, langsmith, agentOps, googleAdk, lmnr,
  mlflow, livekit, genkit, flue, liteLlm,
];

/** In the order in which they are asked what a span is: markers of one sender before markers of many. */
export const BY_KIND: readonly Dialect[] = [
  googleAdk, livekit, liteLlm, langfuse, openInference, mastra, langsmith, agentOps, traceloop, lmnr, mlflow, genkit, aiSdk,
  flue, logfire, genAi,
];

/** Beginnings of keys, up to the first dot or colon, and who writes them. */
export const BY_PREFIX: ReadonlyMap<string, readonly Dialect[]> = new Map<string, readonly Dialect[]>([
  ['langfuse', [langfuse]],
  ['openinference', [openInference]], ['input', [openInference]], ['output', [openInference]], ['tag', [openInference]],
  ['embedding', [openInference]], ['reranker', [openInference]], ['retrieval', [openInference]], ['graph', [openInference]],
  ['metadata', [openInference, logfire]],
  ['llm', [openInference, traceloop, liteLlm]],
  ['traceloop', [traceloop]],
  ['ai', [aiSdk]], ['aisdk', [aiSdk]],
  ['pydantic_ai', [logfire]], ['logfire', [logfire]], ['all_messages_events', [logfire]], ['final_result', [logfire]], ['events', [logfire]],
  ['model_request_parameters', [logfire]], ['request_data', [logfire]], ['response_data', [logfire]], ['tool_arguments', [logfire]],
  ['agent_name', [logfire]], ['model_name', [logfire]],
  ['mastra', [mastra]], ['langsmith', [langsmith]], ['agentops', [agentOps]], ['openai_agents', [agentOps]], ['gcp', [googleAdk]], ['lmnr', [lmnr]],
  ['mlflow', [mlflow]], ['lk', [livekit]], ['genkit', [genkit]], ['flue', [flue]],
]);
