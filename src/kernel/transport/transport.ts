import { join } from "node:path";
import { MessageChannel, type MessagePort, Worker, receiveMessageOnPort } from "node:worker_threads";
import type { Channel, IncomingChannel, Message } from "../protocol";
import { type Backlog, enter, newBacklog, waitForRoom } from "./backlog";
import type { Shared } from "./interruption";
import { dieUnreachable } from "./unreachable";
import { type Parts, toParts } from "./wire";

const { Promise } = globalThis; // a cell may put something else there

/** What the socket thread is started with. */
export interface ThreadData {
  /** The file that start.mjs runs in the thread. */
  entry: string;
  connectionFile: string;
  /** Sockets that are files are named relative to it. */
  startFolder: string;
  parentPid: number;
  port: MessagePort;
  shared: Shared;
  backlog: Backlog;
}

export type FromMain =
  { kind: "send"; channel: Channel; identities: Uint8Array[]; parts: Parts } | { kind: "close" };
export type ToMain = { kind: "message"; channel: IncomingChannel; message: Message } | { kind: "closed" };

export interface Transport {
  send(channel: Channel, message: Message): void;
  /** Takes in, at once, every message that has arrived by now. */
  drain(): void;
  /** Resolves when all that was sent has left. */
  close(): Promise<void>;
}

/** Where the kernel was started, before it went to its project. */
const startFolder = process.cwd();

/** The main thread's end of the sockets, which live in a thread of their own (thread.ts). */
export function openTransport(
  connectionFile: string,
  shared: Shared,
  receive: (channel: IncomingChannel, message: Message) => void,
): Transport {
  const { port1: port, port2 } = new MessageChannel();
  const backlog = newBacklog();
  const workerData: ThreadData = {
    entry: "./transport/thread.ts",
    connectionFile,
    startFolder,
    parentPid: process.ppid,
    port: port2,
    shared,
    backlog,
  };
  const thread = new Worker(join(__dirname, "../start.mjs"), { workerData, transferList: [port2] });
  thread.on("error", dieUnreachable).unref(); // keep-alive.ts alone decides how long the process lives

  let closed = () => {};
  const handle = (message: ToMain) => {
    if (message.kind === "message") receive(message.channel, message.message);
    else closed();
  };
  port.on("message", handle).unref();

  const post = (order: FromMain) => port.postMessage(order);
  return {
    send(channel, message) {
      const parts = toParts(message);
      waitForRoom(backlog);
      post({ kind: "send", channel, identities: message.identities, parts });
      enter(backlog, parts);
    },
    drain() {
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
        handle(next.message as ToMain);
      }
    },
    close: () =>
      new Promise((resolve) => {
        closed = resolve;
        post({ kind: "close" });
      }),
  };
}
