import { type CursorRequest, complete, inspect, isComplete } from "./assistance";
import { leaveBuiltins, takeBuiltins, withBuiltins } from "./builtins";
import { dataFolder } from "./data-folder";
import type { DeathNote } from "./death-note";
import type { Evaluator } from "./evaluator";
import { createExecution } from "./execution";
import type { watchFaults } from "./faults";
import { History, type HistoryRequest } from "./history/history";
import { openSessions } from "./history/sessions";
import { installStandardInput } from "./input/standard-input";
import { createStdin, installInput } from "./input/stdin";
import { kernelInfo } from "./kernel-info";
import type { Cell } from "./output/cell";
import type { ExecuteRequest, IncomingChannel, Message, RequestChannel } from "./protocol";
import { ask, publish, reply } from "./session";
import { failureOf } from "./tracebacks/failure";
import type { Transport } from "./transport/transport";

/** Returns a reply's content. */
type Handler = (message: Message) => object | Promise<object>;

interface Queued {
  channel: RequestChannel;
  message: Message;
  /** An earlier cell failed after this request had arrived. */
  aborted: boolean;
}

export interface KernelParts {
  transport: Transport;
  evaluator: Evaluator;
  faults: ReturnType<typeof watchFaults>;
  deathNote: DeathNote;
  /** Waits for what cells have left running; where that takes too long, the cell says so. */
  leftRunning: (cell: Cell) => Promise<void>;
  /** Called when the main thread has dealt with a request to interrupt or to shut down. */
  answerInterrupt: () => void;
  /** Called when a shutdown has been answered. */
  exit: () => void;
}

/** Answers requests: those on the shell channel in turn, those on the control channel at once, unless they are cells. */
export class Kernel {
  private readonly queue: Queued[] = [];
  private working = false;
  private readonly stdin;
  private readonly execution;
  private readonly handlers: ReadonlyMap<string, Handler>;

  constructor(private readonly parts: KernelParts) {
    const { transport, evaluator, faults, deathNote, leftRunning } = parts;
    const history = new History(openSessions(dataFolder("history")));
    this.stdin = createStdin((request, content) => ask(transport, request, content));
    installInput(this.stdin);
    this.execution = createExecution({
      evaluator,
      faults,
      deathNote,
      leftRunning,
      history,
      stdin: this.stdin,
      stdinUnread: installStandardInput(this.stdin),
      publish: (request, type, content) => publish(transport, request, type, content),
      isNextQueued: () => this.isNextQueued(),
      abortQueued: () => this.abortQueued(),
    });
    this.handlers = new Map<string, Handler>([
      [
        "kernel_info_request",
        async () => {
          await evaluator.ready(); // so that a kernel which has answered runs its first cell at once
          return kernelInfo;
        },
      ],
      ["execute_request", (message) => this.execution.execute(message as Message<ExecuteRequest>)],
      ["complete_request", (message) => complete(evaluator, message as Message<CursorRequest>)],
      ["inspect_request", (message) => inspect(evaluator, message as Message<CursorRequest>)],
      ["is_complete_request", (message) => isComplete(evaluator, message as Message<{ code: string }>)],
      [
        "history_request",
        ({ content }) => ({ status: "ok", history: history.find(content as HistoryRequest) }),
      ],
      ["comm_info_request", () => ({ status: "ok", comms: {} })],
      ["interrupt_request", () => this.interrupt()],
      ["shutdown_request", (message) => this.shutDown(message as Message<{ restart?: boolean }>)],
    ]);
  }

  receive(channel: IncomingChannel, message: Message): void {
    const type = message.header.msg_type;
    if (channel === "stdin") {
      if (type === "input_reply")
        withBuiltins(() => this.answerQuestion(message as Message<{ value: string }>));
    } else if (channel === "control" && type !== "execute_request") {
      void withBuiltins(() => this.handle(channel, message));
    } else {
      withBuiltins(() => this.queue.push({ channel, message, aborted: false }));
      void this.work();
    }
  }

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    takeBuiltins();
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      await this.handle(next.channel, next.message, next.aborted);
    }
    leaveBuiltins();
    this.working = false;
  }

  private async handle(channel: RequestChannel, message: Message, aborted = false): Promise<void> {
    const { transport, exit } = this.parts;
    const type = message.header.msg_type;
    publish(transport, message, "status", { execution_state: "busy" });
    if (type.endsWith("_request")) await this.answer(channel, message, aborted);
    else if (type === "comm_open") this.closeComm(message as Message<{ comm_id: string }>);
    publish(transport, message, "status", { execution_state: "idle" });
    if (type === "shutdown_request") exit();
  }

  private async answer(channel: RequestChannel, message: Message, aborted: boolean): Promise<void> {
    const type = message.header.msg_type;
    const answer = (content: object) => reply(this.parts.transport, channel, message, content);
    try {
      const handler = this.handlers.get(type) ?? unknownRequest;
      answer(aborted && type === "execute_request" ? this.execution.aborted() : await handler(message));
    } catch (error) {
      answer({ status: "error", ...failureOf(error) });
    }
  }

  private answerQuestion({ content, parent }: Message<{ value: string }>): void {
    this.stdin.answer(content.value, parent.msg_id);
  }

  /** Nothing in the kernel knows a comm, whatever its target. */
  private closeComm(message: Message<{ comm_id: string }>): void {
    publish(this.parts.transport, message, "comm_close", { comm_id: message.content.comm_id, data: {} });
  }

  /** Called when the main thread has its turn: while a cell computes, others see to it that it comes (interrupts/). */
  interrupt(): object {
    withBuiltins(() => this.execution.interrupt());
    this.parts.answerInterrupt();
    return { status: "ok" };
  }

  /** All clients are told, not only the one that asks. */
  private shutDown(message: Message<{ restart?: boolean }>): object {
    this.parts.answerInterrupt();
    const content = { status: "ok", restart: message.content.restart ?? false };
    publish(this.parts.transport, message, "shutdown_reply", content);
    return content;
  }

  private isNextQueued(): boolean {
    this.parts.transport.drain();
    return this.queue.length > 0;
  }

  private abortQueued(): void {
    this.parts.transport.drain();
    for (const queued of this.queue) queued.aborted = true;
  }
}

function unknownRequest({ header }: Message): never {
  throw new Error(`This kernel does not know ${header.msg_type}.`);
}
