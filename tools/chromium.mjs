/** The Chromium or Chrome that browser tests drive; none comes with the packages. */
import { existsSync, readFileSync } from "node:fs";

import { findProgram, isExecutable, run } from "./support/programs.mjs";
import { tellStep } from "./support/progress.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const macApplications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Why browser tests are skipped where findChromium finds none. */
export const noChromium = "no Chromium or Chrome found: install one, or set CHROME_PATH to its program";

/** The full path of the browser's program (CHROME_PATH, else an installed one), or undefined. */
export function findChromium() {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) return isExecutable(CHROME_PATH) ? CHROME_PATH : undefined;
  return findProgram(...names) ?? macApplications.find(isExecutable);
}

/** Installs Chromium where there is none and the machine is a Debian whose user is root (a container, as a rule). */
export async function provideChromium() {
  const isDebian =
    existsSync("/etc/debian_version") && !readFileSync("/etc/os-release", "utf8").includes("ID=ubuntu");
  if (process.env.CHROME_PATH || findChromium() || !isDebian || process.getuid() !== 0) return;
  const tellEnd = tellStep("set-up: Chromium for the browser tests");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  const { code } = await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
    env,
  });
  tellEnd(code === 0 ? "done" : "not done: browser tests are skipped");
}
