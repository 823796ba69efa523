/** A module that code imports, or a function it names, as far as the text of the code tells. */
export interface CodeUse {
  readonly kind: 'module' | 'function';
  /** `fs/promises`, `os.path`; `fs.rmSync`, `eval`. Without `node:`. Empty for an import whose module is not written out. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
}
