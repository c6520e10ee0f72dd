/** npm packages, exactly as package-lock.json has them; their install scripts do not run. */
import { rmSync } from "node:fs";

import { needDisk, readIfThere } from "../support/files.mjs";
import { inRoot, root } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";
import { run } from "../support/programs.mjs";

/** npm's own note of what is installed; it writes it last. */
const installedFile = inRoot("node_modules", ".package-lock.json");

export const packages = {
  get title() {
    return `npm packages (${readIfThere(installedFile) === undefined ? "0.9 GB" : "as package-lock.json has changed"})`;
  },

  isDone() {
    const installed = readIfThere(installedFile);
    if (installed === undefined) return false;
    const wanted = JSON.parse(readIfThere(inRoot("package-lock.json"))).packages;
    return agree(wanted, JSON.parse(installed).packages);
  },

  async install() {
    needDisk(2, "Installing the npm packages");
    rmSync(installedFile, { force: true }); // an interrupted npm may leave it behind
    const { code, stderr } = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: root,
    });
    if (code !== 0) throw new Problem(`npm ci failed: ${npmError(stderr)}`);
  },
};

/** Whether all that is wanted is installed. What is optional may be missing: npm leaves out what does not suit the machine. */
function agree(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === "") return true;
    const there = installed[path];
    return there === undefined
      ? optional === true
      : there.version === version && there.integrity === integrity;
  });
}

/** npm's messages in one line, without prefixes and log files, or what to do when the registry was out of reach. */
function npmError(stderr) {
  const unreached = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.exec(stderr);
  if (unreached) {
    return `the npm registry was not reached (${unreached[0]}): go online and run again. Nothing works without these packages.`;
  }
  const lines = stderr
    .split("\n")
    .filter((line) => line.startsWith("npm error") && !line.includes("complete log"));
  return lines
    .map((line) => line.slice("npm error".length).trim())
    .join(" ")
    .trim();
}
