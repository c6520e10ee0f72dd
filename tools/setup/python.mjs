/** The Python environment .venv: JupyterLab and what runs and exports notebooks, pinned by requirements.txt. */
import { existsSync } from "node:fs";

import { fingerprint, needDisk, readIfThere, writeWhole } from "../support/files.mjs";
import { inRoot, python } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";
import { findProgram, run } from "../support/programs.mjs";

const oldest = [3, 10];
const candidates = ["python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];
const withoutIt = "Without it no notebook runs; scripts that import src do (README).";

const requirements = inRoot("requirements.txt");
const stampFile = inRoot(".venv", "convbook.stamp");
const stamp = () => fingerprint(readIfThere(requirements));

export const pythonEnvironment = {
  get title() {
    return `Python environment .venv (${existsSync(stampFile) ? "as requirements.txt has changed" : "0.3 GB"})`;
  },

  // existsSync follows the link: a Python that was upgraded away counts as missing.
  isDone: () => existsSync(python) && readIfThere(stampFile) === stamp(),

  async install() {
    needDisk(1, "The Python environment");
    if (!(await hasPip(python))) await createEnvironment(await findPython(), ".venv");
    const failure = await installRequirements(python, requirements);
    if (failure !== undefined) throw new Problem(`${failure}. ${withoutIt}`);
    writeWhole(stampFile, stamp());
  },
};

/** Installs what a requirements file lists into a Python's environment; resolves to what went wrong, if anything, in a line. */
export async function installRequirements(python, file, ...options) {
  const { code, stderr } = await run(python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    ...options,
    "--requirement",
    file,
  ]);
  return code === 0 ? undefined : `pip install failed: ${pipError(stderr)}`;
}

/** pip's messages in one line: the telling one, or what to do when the package index was out of reach. */
export function pipError(stderr) {
  if (
    /NewConnectionError|Name or service|Network is unreachable|ConnectTimeout|Failed to resolve/.test(stderr)
  ) {
    return "the Python package index was not reached: go online and run again";
  }
  const lines = stderr.trim().split("\n");
  return lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1);
}

/** Whether this Python is there and has pip: an interrupted set-up may leave an environment without. */
export async function hasPip(python) {
  return existsSync(python) && (await run(python, ["-m", "pip", "--version"])).code === 0;
}

/** Makes an empty environment in a folder of the project, with the Python `base`. */
export async function createEnvironment(base, folder) {
  const { code, stdout, stderr } = await run(base, ["-m", "venv", "--clear", inRoot(folder)]);
  if (code !== 0)
    throw new Problem(`${base} could not make ${folder}: ${(stderr + stdout).trim().split("\n").at(-1)}`);
}

/** The first Python on PATH that is new enough and can make environments. */
async function findPython() {
  let incomplete;
  for (const program of candidates.map((name) => findProgram(name)).filter(Boolean)) {
    const { code, stdout } = await run(program, ["-c", "import sys; print(*sys.version_info[:2])"]);
    const [major, minor] = stdout.split(" ").map(Number);
    if (code !== 0 || major !== oldest[0] || minor < oldest[1]) continue;
    if ((await run(program, ["-c", "import ensurepip, venv"])).code === 0) return program;
    incomplete ??= `python${major}.${minor}`;
  }
  throw new Problem(
    incomplete === undefined
      ? `No Python ${oldest.join(".")} or later on PATH: install it (Debian, Ubuntu: sudo apt install python3-venv; macOS: brew install python) and run again. ${withoutIt}`
      : `${incomplete} has no venv module: install it (Debian, Ubuntu: sudo apt install ${incomplete}-venv) and run again. ${withoutIt}`,
  );
}
