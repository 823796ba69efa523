/** A call that shows what a plugin does, and is tried by `runPluginExamples`. Without `output` and `check` it must only not fail. */
export interface PluginExample<Input = unknown, Output = unknown> {
  /** Default: the input as JSON. */
  readonly title?: string;
  readonly input: Input;
  /** What must come back, compared as JSON. */
  readonly output?: Output;
  /** Looks at what came back: gives `false` or throws when it is wrong. */
  readonly check?: (output: Output) => unknown;
}
