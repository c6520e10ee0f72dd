import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { json, text } from "node:stream/consumers";
import { python } from "../../support/paths";

/** Why files cannot be checked here, or nothing. */
export function noChecker(): string | undefined {
  const { status } = spawnSync(python, ["-c", "import onnx"]);
  return status === 0 ? undefined : "Python's onnx is not set up here: run npm test, which installs it";
}

/**
 * What ONNX's own checker, with strict shape inference, finds wrong with each of these model files, nothing where all is
 * right. One Python process checks them all.
 *
 * @throws Error if the process fails
 */
export async function checkOnnx(files: readonly string[]): Promise<(string | undefined)[]> {
  const child = spawn(python, [join(__dirname, "checker.py")]);
  child.stdin.end(JSON.stringify(files));
  const [answer, complaints] = await Promise.all([
    json(child.stdout).catch(() => undefined),
    text(child.stderr),
    child.exitCode ?? once(child, "close"),
  ]);
  if (!Array.isArray(answer)) throw new Error(`checker.py failed: ${complaints}`);
  return answer.map((error: string | null) => error ?? undefined);
}
