/** The last characters of one of our ids, enough to tell a few apart on one page: `krn_01k…x7f2` becomes `x7f2`. */
export function shortId(id: string): string {
  return id.replace(/^[a-z]{3}_/, '').slice(-4);
}
