/** A cell that cannot be read. `offset` is where, in UTF-16 units from its beginning. */
export class UnreadableCell extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'UnreadableCell';
    this.offset = offset;
  }
}
