import { type ChildProcess, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import process from "node:process";

const { Set } = globalThis; // a cell may put something else there

interface Program {
  pid: number;
  parent: number;
  /** The process group: what a terminal's Ctrl-C reaches at once. */
  group: number;
}

/**
 * Sends a program the SIGINT that a terminal's Ctrl-C would, and with it those that it has started: a shell hands it on to
 * none. A program with a group of its own is left alone, as by a terminal. Where the system does not tell who has started
 * whom, the program alone gets it.
 */
export function interruptProgram(program: ChildProcess): void {
  const others = startedBy(program.pid);
  program.kill("SIGINT");
  for (const pid of others) {
    try {
      process.kill(pid, "SIGINT");
    } catch {
      // It has ended, or it is another user's.
    }
  }
}

/** The programs of a program's group that it has started, directly and by others. */
function startedBy(pid: number | undefined): Iterable<number> {
  const all = listPrograms();
  const group = all.find((program) => program.pid === pid)?.group;
  const parents = new Set([pid]);
  const found = new Set<number>();
  // A set's iterator goes on with what is added meanwhile.
  for (const parent of parents) {
    for (const each of all) {
      if (each.parent !== parent || each.group !== group) continue;
      parents.add(each.pid);
      found.add(each.pid);
    }
  }
  return found;
}

function listPrograms(): Program[] {
  try {
    return process.platform === "linux" ? readProc() : askPs();
  } catch {
    return [];
  }
}

/** Not every Linux has `ps`. */
function readProc(): Program[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const [parent, group] = statusOf(name);
    return parent !== undefined && group !== undefined ? [{ pid: Number(name), parent, group }] : [];
  });
}

/** @see proc_pid_stat(5): `pid (name) state ppid pgrp …`, where the name may hold anything */
function statusOf(pid: string): number[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat
      .slice(stat.lastIndexOf(")") + 1)
      .split(" ")
      .slice(2, 4)
      .map(Number);
  } catch {
    return []; // it has ended meanwhile
  }
}

function askPs(): Program[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,pgid="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [pid, parent, group] = line.trim().split(/\s+/).map(Number);
    return pid && parent !== undefined && group !== undefined ? [{ pid, parent, group }] : [];
  });
}
