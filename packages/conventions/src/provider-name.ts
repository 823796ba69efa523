/** Spellings of providers seen in the wild, and the GenAI name of each. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['vertexai', 'gcp.vertex_ai'], ['vertex_ai', 'gcp.vertex_ai'], ['google-vertex', 'gcp.vertex_ai'], ['google.vertex', 'gcp.vertex_ai'], ['google_vertexai', 'gcp.vertex_ai'],
  ['gemini', 'gcp.gemini'], ['google', 'gcp.gemini'], ['google_genai', 'gcp.gemini'], ['googleai', 'gcp.gemini'], ['google-generative-ai', 'gcp.gemini'],
  ['google.generative-ai', 'gcp.gemini'], ['google-gla', 'gcp.gemini'], ['google-genai', 'gcp.gemini'],
  ['bedrock', 'aws.bedrock'], ['aws', 'aws.bedrock'], ['amazon-bedrock', 'aws.bedrock'], ['amazon_bedrock', 'aws.bedrock'],
  ['azure', 'azure.ai.openai'], ['azure_ai', 'azure.ai.inference'], ['azure_openai', 'azure.ai.openai'], ['azure-openai', 'azure.ai.openai'],
  ['az.ai.openai', 'azure.ai.openai'], ['az.ai.inference', 'azure.ai.inference'],
  ['xai', 'x_ai'], ['x-ai', 'x_ai'], ['mistralai', 'mistral_ai'], ['mistral', 'mistral_ai'],
  ['moonshot', 'moonshot_ai'], ['moonshotai', 'moonshot_ai'], ['watsonx', 'ibm.watsonx.ai'],
]);

/** Frameworks that put their own name where the provider's belongs: they leave the provider unknown. */
const NOT_PROVIDERS: ReadonlySet<string> = new Set([
  'langchain', 'langgraph', 'gcp.vertex.agent', 'unknown', 'litellm', 'microsoft.agent_framework', 'dspy', 'pydantic_ai', 'crewai', 'smolagents',
  'autogen', 'llamaindex', 'llama_index', 'haystack', 'agno', 'strands-agents', '_other',
]);

/** A provider by the name that GenAI gives it; unknown ones keep theirs, in lower case. `null` when it names none. */
export function providerName(sent: string | undefined): string | null {
  if (sent === undefined) return null;
  const lower = sent.trim().toLowerCase();
  if (lower === '' || NOT_PROVIDERS.has(lower)) return null;
  const known = NAMES.get(lower);
  if (known !== undefined) return known;
  // `openai.responses`, `anthropic.messages`: a provider and one of its APIs. `aws.bedrock` is one name.
  const [family = ''] = lower.split('.');
  if (lower.startsWith('gcp.') || lower.startsWith('aws.') || lower.startsWith('azure.ai.') || lower.startsWith('ibm.')) return lower;
  if (lower.includes('vertex') && family === 'google') return 'gcp.vertex_ai';
  return NAMES.get(family) ?? (family || lower);
}
