export const PROVIDER_NAMES = ['openai', 'anthropic', 'google', 'azure', 'ollama', 'openai-compatible'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** Which model to ask, and where. */
export interface ModelSpec {
  readonly provider: ProviderName;
  /** As the provider names it; for Azure the deployment. Default: the provider's in `PROVIDERS`, where it has one. */
  readonly model?: string;
  /** Where the provider's API starts. Without a path the provider's usual one is added. */
  readonly baseUrl?: string;
  /** Default: read from the environment. */
  readonly apiKey?: string;
}

export interface ProviderFacts {
  readonly label: string;
  /** As OpenTelemetry names it (`gen_ai.provider.name`); a name of our own where it has none. */
  readonly telemetryName: string;
  readonly defaultModel?: string;
  readonly defaultBaseUrl?: string;
  /** Added to a base URL that names a host only. */
  readonly apiPath: string;
  /** Environment variables that hold the key; the first one set wins. */
  readonly keyVariables: readonly string[];
  readonly needsKey: boolean;
  /** Environment variables that hold the base URL. `HEDDLE_MODEL_BASE_URL` comes before them. */
  readonly baseUrlVariables: readonly string[];
}

/** What is known of each provider: every default in sight. */
export const PROVIDERS: Readonly<Record<ProviderName, ProviderFacts>> = {
  openai: {
    label: 'OpenAI',
    telemetryName: 'openai',
    defaultModel: 'gpt-5.4-mini',
    defaultBaseUrl: 'https://api.openai.com/v1',
    apiPath: '/v1',
    keyVariables: ['OPENAI_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['OPENAI_BASE_URL'],
  },
  anthropic: {
    label: 'Anthropic',
    telemetryName: 'anthropic',
    defaultModel: 'claude-sonnet-5-5',
    defaultBaseUrl: 'https://api.anthropic.com/v1',
    apiPath: '/v1',
    keyVariables: ['ANTHROPIC_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['ANTHROPIC_BASE_URL'],
  },
  google: {
    label: 'Google',
    telemetryName: 'gcp.gemini',
    defaultModel: 'gemini-3.8-flash',
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    apiPath: '/v1beta',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    needsKey: true,
    baseUrlVariables: [],
  },
  azure: {
    label: 'Azure OpenAI',
    telemetryName: 'azure.ai.openai',
    apiPath: '/openai/v1',
    keyVariables: ['AZURE_OPENAI_API_KEY'],
    needsKey: true,
    baseUrlVariables: ['AZURE_OPENAI_ENDPOINT'],
  },
  ollama: {
    label: 'Ollama',
    telemetryName: 'ollama',
    defaultBaseUrl: 'http://127.0.0.1:11434/v1',
    apiPath: '/v1',
    keyVariables: ['OLLAMA_API_KEY'],
    needsKey: false,
    baseUrlVariables: [],
  },
  'openai-compatible': {
    label: 'the OpenAI-compatible server',
    telemetryName: 'openai-compatible',
    apiPath: '/v1',
    keyVariables: ['HEDDLE_MODEL_API_KEY'],
    needsKey: false,
    baseUrlVariables: ['OPENAI_BASE_URL'],
  },
};

/** The provider of that name, or `undefined`. */
export function parseProviderName(text: string): ProviderName | undefined {
  return PROVIDER_NAMES.find((name) => name === text);
}
