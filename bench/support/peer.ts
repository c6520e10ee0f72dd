import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { atExit } from "./atExit";
import type { Answer, Command, Details } from "./protocol";

/** How much of what a peer printed is told when it fails, in characters. */
const TOLD = 2000;

/** An engine that has no answer by then hangs, in milliseconds: to find PyTorch's fastest way can take a busy machine minutes. */
const PATIENCE_MS = 300_000;

/** How long an engine may take to end by itself, in milliseconds. */
const FAREWELL_MS = 10_000;

/** An engine in a process of its own, which carries out one command at a time. */
export class Peer {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly ended: Promise<unknown>;
  private readonly forget: () => void;
  private printed = "";

  constructor(
    program: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true, // a group of its own, so that what it has started ends with it
    });
    this.forget = atExit(() => this.kill());
    const { stdin, stdout, stderr } = this.child;
    if (!stdin || !stdout || !stderr) throw new Error(`${program} was started without pipes.`);
    stderr.setEncoding("utf8").on("data", (text: string) => {
      this.printed = (this.printed + text).slice(-TOLD);
    });
    stdin.on("error", () => undefined); // it has ended, which `ask` tells
    this.ended = Promise.race([once(this.child, "close"), once(this.child, "error")]).catch(
      (error: unknown) => (this.printed += String(error)),
    );
    this.lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /**
   * @throws Error with what the peer says stands in the way; with the last that it printed if it has ended; or that it hung, and
   * was ended
   */
  async ask<C extends Command>(command: C, details: Details<C>): Promise<Answer<C>> {
    this.child.stdin?.write(`${JSON.stringify({ do: command, ...details })}\n`);
    const asked = performance.now();
    const timer = setTimeout(() => this.kill(), this.patienceMs);
    const next = await this.lines.next();
    clearTimeout(timer);
    if (next.done) {
      await this.ended;
      if (performance.now() - asked >= this.patienceMs)
        throw new Error(`it had no answer to "${command}" after ${this.patienceMs / 1000} s`);
      const { signalCode } = this.child;
      // Nobody here sends that signal to a peer that is asked something: Linux does to one that takes the last of the memory.
      const how = signalCode === "SIGKILL" ? "was killed, probably for want of memory," : "ended";
      throw new Error(`it ${how} at "${command}": ${this.printed.trim() || "it printed nothing"}`);
    }
    const answer = JSON.parse(next.value) as Answer<C> & { error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  /** Ends the process, and what it has started. */
  async end(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.kill(), FAREWELL_MS);
    await this.ended;
    clearTimeout(timer);
    this.forget();
  }

  private kill(): void {
    try {
      process.kill(-(this.child.pid as number), "SIGKILL");
    } catch {
      // it never started, or all of its group have ended
    }
  }
}
