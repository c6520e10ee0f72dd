/** What can be come to from `starts`, these included. */
export function reachable(
  starts: Iterable<string>,
  next: (from: string) => Iterable<string>,
): ReadonlySet<string> {
  const found = new Set(starts);
  // A set's iterator goes on with what is added meanwhile.
  for (const each of found) for (const other of next(each)) found.add(other);
  return found;
}
