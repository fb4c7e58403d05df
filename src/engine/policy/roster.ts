/** A team or a person of the roster. */
export interface Member {
  readonly name: string;
  readonly kind: 'team' | 'person';
  /** Other spellings of the same: an e-mail address, a handle. */
  readonly also: readonly string[];
  readonly channel: string | null;
  readonly link: string | null;
  /** ISO date of the last day, or null for who is still here. */
  readonly left: string | null;
  /** Who took over, as named in the roster, or null. */
  readonly successor: string | null;
}

/** The teams and people that a team file lists. */
export interface Roster {
  readonly members: readonly Member[];
  /** @returns who an owner's name stands for, in any case and with or without `@`; undefined for who is not listed. */
  find(name: string): Member | undefined;
}

/** Makes a roster of its members; the first of two equal names counts. */
export function rosterOf(members: readonly Member[]): Roster {
  const byName = new Map<string, Member>();
  for (const member of members) {
    for (const name of [member.name, ...member.also]) {
      const key = spelling(name);
      if (!byName.has(key)) byName.set(key, member);
    }
  }
  return { members, find: (name) => byName.get(spelling(name)) };
}

/** @returns who took over from a member, or from who took over, and is still here; undefined where nobody is. */
export function heirOf(member: Member, roster: Roster, today: string): Member | undefined {
  const passed = new Set<Member>();
  for (
    let heir: Member | undefined = member;
    heir && !passed.has(heir);
    heir = heir.successor === null ? undefined : roster.find(heir.successor)
  ) {
    if (heir !== member && !hasLeft(heir, today)) return heir;
    passed.add(heir);
  }
  return undefined;
}

/** @returns whether a member has left by the given day. The day of leaving is the last one here. */
export function hasLeft(member: Member, today: string): boolean {
  return member.left !== null && member.left < today;
}

/** @returns what is the same of two ways to write a name. */
export function spelling(name: string): string {
  return name.trim().replace(/^@/, '').toLowerCase();
}
