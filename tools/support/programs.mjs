/** Finding and running other programs, and ending them when the user presses Ctrl-C. */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { constants as osConstants } from "node:os";
import { delimiter, join } from "node:path";

/** How long programs may take to end by themselves after Ctrl-C, in milliseconds; a second Ctrl-C cuts it short. */
const patience = 4000;

const running = new Set();
let interrupted = false;

/** The full path of the first of these programs that PATH has, or undefined. */
export function findProgram(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** Whether this file can be run. */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a program to its end and resolves to its exit code and, unless it is shown to the user, to what it printed.
 *
 * After Ctrl-C (or SIGTERM) the promise stays open: the programs are ended, then this process, with exit code 130 (143).
 *
 * @param {object} options `cwd`, `env` (added to this process's), `show` (its output goes to the user) and `server` (it
 *   runs until Ctrl-C, which is then no failure: exit code 0).
 */
export function run(program, args, { cwd, env, show = false, server = false } = {}) {
  listenForInterrupts();
  return new Promise((resolve) => {
    const output = show ? "inherit" : "pipe";
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: server, // a terminal's Ctrl-C does not reach it: servers ask back, and our signal tells them not to
      stdio: ["ignore", output, output],
    });
    const end = (result) => {
      running.delete(entry);
      if (!interrupted) resolve(result);
    };
    const printed = { stdout: [], stderr: [] };
    const text = (stream) => printed[stream].join("");
    for (const stream of ["stdout", "stderr"]) {
      child[stream]?.setEncoding("utf8").on("data", (chunk) => printed[stream].push(chunk));
    }
    const entry = { child, server, closed: new Promise((closed) => child.once("close", closed)) };
    running.add(entry);
    child.once("error", (error) => end({ code: 127, stdout: "", stderr: error.message }));
    child.once("close", (code, signal) => {
      end({
        code: code ?? 128 + osConstants.signals[signal],
        stdout: text("stdout"),
        stderr: text("stderr"),
      });
    });
  });
}

function listenForInterrupts() {
  if (process.listenerCount("SIGINT") > 0) return;
  process.on("SIGINT", () => endAll(130));
  process.on("SIGTERM", () => endAll(143));
}

async function endAll(exitCode) {
  const programs = [...running];
  const kill = () => programs.forEach(({ child }) => child.kill("SIGKILL"));
  if (interrupted) return kill();
  interrupted = true;
  programs.forEach(({ child, server }) => child.kill(server ? "SIGTERM" : "SIGINT"));
  setTimeout(kill, patience);
  await Promise.all(programs.map(({ closed }) => closed));
  process.exit(programs.some(({ server }) => server) ? 0 : exitCode);
}
