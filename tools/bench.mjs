/**
 * npm run bench [-- name … | all] [--no-peers] [--threads n]: the benchmarks one after the other, after set-up.
 *
 * A name is a part of a file's name in bench/; without one the inference of all engines side by side is measured.
 */
import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";

import { setUp } from "./setup.mjs";
import { benchPeers, peersPython } from "./setup/benchPeers.mjs";
import { inRoot } from "./support/paths.mjs";
import { Problem, runCommand } from "./support/problem.mjs";
import { selectFiles } from "./support/select.mjs";
import { runTypeScript } from "./support/typescript.mjs";

await runCommand(async () => {
  const { names, peers, threads } = wishes();
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

/** What the command line asks for. Throws a Problem for what it cannot ask. */
function wishes() {
  const options = { "no-peers": { type: "boolean", default: false }, threads: { type: "string" } };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const names = positionals.length === 0 ? ["inference"] : positionals;
    return {
      names: names.includes("all") ? [] : names,
      peers: !values["no-peers"],
      threads: values.threads === undefined ? [] : [`--threads=${values.threads}`],
    };
  } catch (error) {
    throw new Problem(`${error.message} Usage: npm run bench [-- name … | all] [--no-peers] [--threads n]`);
  }
}
