/** Things with dotted names, grouped by the parts before the last dot. */
export interface Namespace<Member> {
  readonly members: Map<string, Member>;
  readonly namespaces: Map<string, Namespace<Member>>;
}

export function groupByNamespace<Member extends { readonly name: string }>(members: readonly Member[]): Namespace<Member> {
  const root = emptyNamespace<Member>();
  for (const member of members) {
    const parts = member.name.split('.');
    const last = parts.pop()!;
    let namespace = root;
    for (const part of parts) {
      const inner = namespace.namespaces.get(part) ?? emptyNamespace<Member>();
      namespace.namespaces.set(part, inner);
      namespace = inner;
    }
    namespace.members.set(last, member);
  }
  return root;
}

function emptyNamespace<Member>(): Namespace<Member> {
  return { members: new Map(), namespaces: new Map() };
}
