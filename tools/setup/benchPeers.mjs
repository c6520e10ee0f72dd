/** What the benchmark compares with: the Python environment .venv-bench, pinned by bench/peers/requirements.txt. */
import { existsSync } from "node:fs";

import { fingerprint, needDisk, readIfThere, writeWhole } from "../support/files.mjs";
import { inRoot, python } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";
import { run } from "../support/programs.mjs";
import { standInForCuda } from "./benchCuda.mjs";
import { createEnvironment, hasPip, installRequirements, pythonEnvironment } from "./python.mjs";

const folder = ".venv-bench";
const requirements = inRoot("bench", "peers", "requirements.txt");
const stampFile = inRoot(folder, "convbook.stamp");
const stamp = () => fingerprint(readIfThere(requirements));

/** The Pythons for which all peers are published. */
const [oldest, newest] = [11, 13];

/** The Python that runs the peers. */
export const peersPython = inRoot(folder, "bin", "python");

export const benchPeers = {
  title: `Peers for the benchmark, ${folder} (PyTorch, TensorFlow, OpenVINO …: 1 GB to fetch, 3.1 GB on disk)`,
  optional: { lack: "No peers", without: "The benchmark goes on with our own engines alone." },
  needs: [pythonEnvironment],

  // existsSync follows the link: a Python that was upgraded away counts as missing.
  isDone: () => existsSync(peersPython) && readIfThere(stampFile) === stamp(),

  async install() {
    needDisk(5, `Installing the peers`);
    if (!(await hasPip(peersPython))) await createEnvironment(await suitablePython(), folder);
    // The file has the whole tree; pip would add the CUDA libraries that it leaves out.
    const failure = await installRequirements(peersPython, requirements, "--no-deps");
    if (failure !== undefined) throw new Problem(failure);
    await standInForCuda(peersPython);
    await check();
    writeWhole(stampFile, stamp());
  },
};

/** The course's own Python, if the peers run on it. */
async function suitablePython() {
  const { stdout } = await run(python, ["-c", "import sys; print(sys.version_info.minor)"]);
  const minor = Number(stdout);
  if (minor >= oldest && minor <= newest) return python;
  throw new Problem(
    `the peers run on Python 3.${oldest} to 3.${newest} and .venv has 3.${minor}: put one of these first on PATH, delete .venv and run again`,
  );
}

/** Loads each peer's library: one that does not suit the machine fails here and not between two measurements. */
async function check() {
  for (const library of ["torch", "tensorflow", "keras", "onnxruntime", "openvino", "onnx"]) {
    const { code, stderr } = await run(peersPython, ["-c", `import ${library}`]);
    if (code === 0) continue;
    throw new Problem(`${library} does not load here: ${stderr.trim().split("\n").at(-1)}`);
  }
}
