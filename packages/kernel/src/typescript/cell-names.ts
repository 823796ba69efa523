/** The names a cell defines for the cells after it. */
export class CellNames {
  readonly lets = new Set<string>();
  readonly consts = new Set<string>();
  /** Functions: defined before the cell's first statement, as JavaScript hoists them. */
  readonly functions: string[] = [];
  /** Names that hold a plugin, or a group of plugins, under another name; grows over the cells of a kernel. */
  readonly aliases: Set<string>;

  constructor(aliases: Iterable<string>) {
    this.aliases = new Set(aliases);
  }

  define(name: string, kind: 'let' | 'const'): void {
    const [into, outOf] = kind === 'const' ? [this.consts, this.lets] : [this.lets, this.consts];
    into.add(name);
    outOf.delete(name);
  }
}
