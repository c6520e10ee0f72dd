import { type CursorRequest, complete, inspect, isComplete } from "./assistance";
import { type Surroundings, createExecution } from "./execution";
import type { Evaluator } from "./evaluator";
import type { watchFaults } from "./faults";
import { History, type HistoryRequest } from "./history";
import { kernelInfo } from "./kernel-info";
import type { ExecuteRequest, Message, RequestChannel } from "./protocol";
import { publish, reply } from "./session";
import { failureOf } from "./tracebacks/failure";
import type { Transport } from "./transport/transport";

type Handler = (message: Message) => object | Promise<object>;

interface Queued {
  message: Message;
  /** An earlier cell failed after this request had arrived. */
  aborted: boolean;
}

export interface KernelParts {
  transport: Transport;
  evaluator: Evaluator;
  faults: ReturnType<typeof watchFaults>;
  /** Called when the main thread has dealt with a request to interrupt or to shut down. */
  answerInterrupt: () => void;
  /** Called when a shutdown has been answered. */
  exit: () => void;
}

/** Answers requests: those on the shell channel in turn, those on the control channel at once. */
export class Kernel {
  private readonly queue: Queued[] = [];
  private working = false;
  private readonly history = new History();
  private readonly execution: ReturnType<typeof createExecution>;
  private readonly handlers: Record<string, Handler>;

  constructor(private readonly parts: KernelParts) {
    const { transport, evaluator, faults } = parts;
    const surroundings: Surroundings = {
      evaluator,
      faults,
      history: this.history,
      publish: (request, type, content) => publish(transport, request, type, content),
      abortQueued: () => this.abortQueued(),
    };
    this.execution = createExecution(surroundings);
    this.handlers = {
      kernel_info_request: () => kernelInfo,
      execute_request: (message) => this.execution.execute(message as Message<ExecuteRequest>),
      complete_request: ({ content }) => complete(evaluator, content as CursorRequest),
      inspect_request: ({ content }) => inspect(evaluator, content as CursorRequest),
      is_complete_request: ({ content }) => isComplete(evaluator, content as { code: string }),
      history_request: ({ content }) => ({
        status: "ok",
        history: this.history.find(content as HistoryRequest),
      }),
      comm_info_request: () => ({ status: "ok", comms: {} }),
      interrupt_request: () => {
        evaluator.interrupt();
        parts.answerInterrupt();
        return { status: "ok" };
      },
      shutdown_request: ({ content }) => {
        parts.answerInterrupt();
        return { status: "ok", restart: (content as { restart?: boolean }).restart ?? false };
      },
    };
  }

  receive(channel: RequestChannel, message: Message): void {
    if (channel === "control") {
      void this.answer(channel, message);
    } else {
      this.queue.push({ message, aborted: false });
      void this.work();
    }
  }

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      await this.answer("shell", next.message, next.aborted);
    }
    this.working = false;
  }

  private async answer(channel: RequestChannel, message: Message, aborted = false): Promise<void> {
    const { transport } = this.parts;
    const type = message.header.msg_type;
    const handler = this.handlers[type];
    publish(transport, message, "status", { execution_state: "busy" });
    if (aborted && type === "execute_request") reply(transport, channel, message, this.execution.aborted());
    else if (handler) reply(transport, channel, message, await contentOf(handler, message));
    publish(transport, message, "status", { execution_state: "idle" });
    if (type === "shutdown_request") this.parts.exit();
  }

  private abortQueued(): void {
    this.parts.transport.drain();
    for (const queued of this.queue) queued.aborted = true;
  }
}

async function contentOf(handler: Handler, message: Message): Promise<object> {
  try {
    return await handler(message);
  } catch (error) {
    return { status: "error", ...failureOf(error) };
  }
}
