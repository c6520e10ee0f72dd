import { readdirSync, readFileSync } from "node:fs";

/** One process: its parent and the bytes of memory that it takes. */
export interface Process {
  id: number;
  parent: number;
  bytes: number;
}

const PAGE = 4096; // of Linux on x64 and arm64; where it is larger, figures are too small

/** All processes (Linux); none where the system does not tell. */
export function processes(): Process[] {
  let names: string[];
  try {
    names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The program's name may hold anything, parentheses too; the fields behind it are numbered from 3.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [{ id: Number(name), parent: Number(fields[1]), bytes: Number(fields[21]) * PAGE }];
    } catch {
      return []; // it has just ended
    }
  });
}

/** The bytes of a process and of all that descend from it. */
export function treeBytes(all: readonly Process[], root: number): number {
  const own = all.find(({ id }) => id === root)?.bytes ?? 0;
  const children = all.filter(({ parent }) => parent === root);
  return children.reduce((sum, { id }) => sum + treeBytes(all, id), own);
}

/** The children of a process. */
export function childrenOf(all: readonly Process[], root: number): number[] {
  return all.filter(({ parent }) => parent === root).map(({ id }) => id);
}
