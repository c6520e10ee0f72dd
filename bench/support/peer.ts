import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Answer, Command, Details } from "./protocol";

/** How much of what a peer printed is told when it fails, in characters. */
const TOLD = 2000;

/** An engine in a process of its own, which carries out one command at a time. */
export class Peer {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly ended: Promise<unknown>;
  private printed = "";

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
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

  /** @throws Error with what the peer says stands in the way, or with the last that it printed if it has ended */
  async ask<C extends Command>(command: C, details: Details<C>): Promise<Answer<C>> {
    this.child.stdin?.write(`${JSON.stringify({ do: command, ...details })}\n`);
    const next = await this.lines.next();
    if (next.done) {
      await this.ended;
      throw new Error(`it ended at "${command}": ${this.printed.trim() || "it printed nothing"}`);
    }
    const answer = JSON.parse(next.value) as Answer<C> & { error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  /** Ends the process. */
  async end(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await this.ended;
    clearTimeout(timer);
  }
}
