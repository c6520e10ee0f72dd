/** A name may lead elsewhere when a file comes or goes: `./mine` to mine.ts, mine.js or mine/index.ts. */
export function stemOf(path: string): string {
  return path.replace(/(?:\/index)?(?:\.d)?\.\w+$/, "");
}
