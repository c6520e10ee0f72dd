/** What only the tests ask of Python, pinned by requirements-test.txt, in the course's environment .venv. */
import { fingerprint, needDisk, readIfThere, writeWhole } from "../support/files.mjs";
import { inRoot, python } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";
import { installRequirements, pythonEnvironment } from "./python.mjs";

const requirements = inRoot("requirements-test.txt");
/** Inside the environment, so that it goes when that is made anew. */
const stampFile = inRoot(".venv", "convbook-test.stamp");
const stamp = () => fingerprint(readIfThere(requirements));

export const testPackages = {
  title: "Python packages for the tests (0.2 GB)",
  optional: {
    lack: "Not all that the tests ask of Python",
    without: "Tests that lack a package are skipped.",
  },
  needs: [pythonEnvironment],

  isDone: () => readIfThere(stampFile) === stamp(),

  async install() {
    needDisk(0.5, "Installing the Python packages for the tests");
    // The tests load a small part of them, which Python compiles then.
    const failure = await installRequirements(python, requirements, "--no-compile");
    if (failure !== undefined) throw new Problem(failure);
    writeWhole(stampFile, stamp());
  },
};
