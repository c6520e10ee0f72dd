/** npm run bench: the benchmarks one after the other, after set-up. */
import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";

import { setUp } from "./setup.mjs";
import { benchPeers, peersPython } from "./setup/benchPeers.mjs";
import { readArguments, runCommand } from "./support/command.mjs";
import { inRoot } from "./support/paths.mjs";
import { Problem } from "./support/problem.mjs";
import { selectFiles } from "./support/select.mjs";
import { runTypeScript } from "./support/typescript.mjs";

const usage = `npm run bench [-- name … | all] [--no-peers] [--threads n]
Runs the benchmarks whose file in bench/ has one of the names, inference without one, with so many threads;
without other libraries in Python beside it where --no-peers is given.`;
const options = { "no-peers": { type: "boolean", default: false }, threads: { type: "string" } };

await runCommand(usage, async (args) => {
  const { names, peers, threads } = wishes(args);
  leaveNothingOutside(process.env);
  const files = benchmarks().filter(
    (file) => names.length === 0 || names.some((name) => file.includes(name)),
  );
  if (files.length === 0) {
    const all = benchmarks().map((file) => basename(file, ".ts"));
    throw new Problem(
      `No benchmark has ${names.join(" or ")} in its name: there are ${all.join(", ")}, and all.`,
    );
  }

  await setUp(peers ? [benchPeers] : []);
  const python = peers && benchPeers.isDone() && existsSync(peersPython) ? [`--python=${peersPython}`] : [];
  if (!peers) console.error("Without the peers (--no-peers): our own engines alone.");
  let failure = 0;
  for (const file of files) {
    const code = await runTypeScript(file, ...python, ...threads);
    if (code === 0) continue;
    failure = code;
    console.error(`${file} failed.`);
  }
  return failure;
});

/** The peers, too, note nothing for their makers, and write nothing outside the project's folder. */
function leaveNothingOutside(env) {
  env.ORT_DISABLE_TELEMETRY ??= "1";
  env.CI ??= "true"; // OpenVINO asks for this alone
  env.KERAS_HOME ??= inRoot(".cache", "keras");
}

/** Their files, from the project's root. */
function benchmarks() {
  return selectFiles("bench", ".ts", []).filter((file) => dirname(file) === "bench");
}

/** What the command line asks for. Throws a Misuse for what it cannot ask. */
function wishes(args) {
  const { values, positionals } = readArguments(args, { options });
  const names = positionals.length === 0 ? ["inference"] : positionals;
  return {
    names: names.includes("all") ? [] : names,
    peers: !values["no-peers"],
    threads: values.threads === undefined ? [] : [`--threads=${values.threads}`],
  };
}
