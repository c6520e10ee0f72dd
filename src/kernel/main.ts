import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { keepBuiltins, takeBuiltins } from "./builtins";
import { causeOfDeath, keepDeathNote } from "./death-note";
import { Evaluator } from "./evaluator";
import { refuseExit } from "./exit";
import { watchFaults } from "./faults";
import { closeDoorsToInterrupted } from "./interrupts/doors";
import { endThreads, watchHandles } from "./interrupts/handles";
import { allowInterrupts } from "./interrupts/interrupts";
import { endTimersWithTheirCell, showTimersInOneLine } from "./interrupts/timers";
import { keepAlive } from "./keep-alive";
import { Kernel } from "./kernel";
import { captureChildren } from "./output/children";
import { installConsole } from "./output/console";
import { installDisplay } from "./output/display";
import { captureStreams, currentCell } from "./output/outputs";
import { publish } from "./session";
import { createScripts, installStackTraces } from "./tracebacks/stack";
import { answerInterrupt, newShared } from "./transport/interruption";
import { die } from "./transport/parent";
import { watchSigint } from "./transport/signals";
import { openTransport } from "./transport/transport";

const { Promise } = globalThis; // a cell may put something else there

/** How long a shutdown waits for threads that cells have started. */
const threadsMs = 1000;

/**
 * Runs the kernel: `node src/kernel/start.mjs --root <project> --connection-file <file>`. With `--cause-of-death` it only
 * prints why the kernel of that file has died.
 *
 * @param loadedSources the TypeScript files that require() has loaded: path → JavaScript with its map
 */
export function start(loadedSources: ReadonlyMap<string, string>): void {
  const { root, connectionFile, asksCauseOfDeath } = readArguments();
  if (asksCauseOfDeath) return console.log(causeOfDeath(connectionFile) ?? "");
  process.chdir(root);

  const exit = refuseExit();
  const shared = newShared();
  const transport = openTransport(connectionFile, shared, (channel, message) =>
    kernel.receive(channel, message),
  );
  const scripts = createScripts(root, loadedSources);
  const evaluator = new Evaluator(root, scripts);
  const kernel = new Kernel({
    transport,
    evaluator,
    faults: watchFaults(),
    deathNote: keepDeathNote(connectionFile),
    leftRunning: keepAlive(),
    answerInterrupt: () => answerInterrupt(shared),
    // What cells have left to be done at the end may throw: the second time, nothing of it is done.
    exit: () => {
      takeBuiltins();
      void Promise.all([transport.close(), evaluator.close(), endThreads(threadsMs)])
        .then(([, , haveEnded]) => {
          if (haveEnded) exit(0);
          process.once("exit", die);
          try {
            exit(0);
          } finally {
            die();
          }
        })
        .catch(() => exit(0));
    },
  });

  watchSigint(shared, () => kernel.interrupt());
  installStackTraces(root, scripts);
  installDisplay();
  installConsole();
  allowInterrupts(shared);
  endTimersWithTheirCell();
  void closeDoorsToInterrupted();
  watchHandles();
  showTimersInOneLine();
  captureStreams();
  captureChildren();
  keepBuiltins((text) => currentCell()?.write("stderr", text));
  publish(transport, null, "status", { execution_state: "starting" });
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      root: { type: "string", default: process.cwd() },
      "connection-file": { type: "string" },
      "cause-of-death": { type: "boolean", default: false },
    },
    strict: false, // some clients pass on what was on their own command line: `jupyter run` its file
  });
  const { root, "connection-file": connectionFile } = values;
  if (typeof root !== "string") throw new Error("--root names the project's folder.");
  if (typeof connectionFile !== "string") {
    throw new Error("The kernel is started by Jupyter, which names a --connection-file.");
  }
  return {
    root: resolve(root),
    connectionFile: resolve(connectionFile),
    asksCauseOfDeath: values["cause-of-death"] === true,
  };
}
