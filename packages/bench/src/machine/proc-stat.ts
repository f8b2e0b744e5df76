/** What `/proc/<pid>/stat` says of a process: threads that ended are in it. */
export interface ProcStat {
  readonly parentPid: number;
  /** In user and system mode, microseconds. */
  readonly ownMicros: number;
  /** Of children that have ended and been waited for. */
  readonly endedChildrenMicros: number;
}

/** Linux reports times to user space in hundredths of a second, on every architecture. */
const microsATick = 10_000;
const atParent = 1;
const atUser = 11;

export const parseProcStat = (text: string): ProcStat => {
  // The name of the program stands in parentheses, and may hold blanks and parentheses itself.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = Number.NaN, system = Number.NaN, childUser = Number.NaN, childSystem = Number.NaN] =
    fields.slice(atUser);
  return {
    parentPid: fields[atParent] ?? 0,
    ownMicros: (user + system) * microsATick,
    endedChildrenMicros: (childUser + childSystem) * microsATick,
  };
};
