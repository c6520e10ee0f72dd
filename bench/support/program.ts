import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { atExit } from "./atExit";

/** A program that has not ended by then hangs, in milliseconds. */
const PATIENCE_MS = 300_000;

/**
 * Runs a program to its end. What it prints for people is told if it fails.
 *
 * @returns the last line of its output, which is JSON
 * @throws Error if it fails or has not ended after five minutes
 */
export async function answerOf<T>(program: string, args: readonly string[]): Promise<T> {
  const { stdout } = await run(program, args);
  return JSON.parse(stdout.trim().split("\n").at(-1) as string) as T;
}

/** The same for a program without an answer. */
export async function run(program: string, args: readonly string[]): Promise<{ stdout: string }> {
  const options = { timeout: PATIENCE_MS, killSignal: "SIGKILL", maxBuffer: 2 ** 26 } as const;
  const running = promisify(execFile)(program, [...args], options);
  const keep = atExit(() => running.child.kill("SIGKILL"));
  try {
    return await running;
  } catch (error) {
    const { killed, stderr = "", message } = error as Error & { killed?: boolean; stderr?: string };
    const reason = killed ? `it had not ended after ${PATIENCE_MS / 1000} s` : stderr.trim().slice(-2000);
    throw new Error(reason || message, { cause: error });
  } finally {
    keep();
  }
}
