// The kernel's second thread: it owns the sockets, so that output leaves, heartbeats are answered and interrupts
// arrive while a cell keeps the main thread busy.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { workerData } from "node:worker_threads";
import { Router, XPublisher } from "zeromq";
import { isDying, removeDeathNote } from "../death-note";
import { log } from "../log";
import type { ConnectionInfo, IncomingChannel } from "../protocol";
import { messageOf } from "../session";
import { leave } from "./backlog";
import { watchDeath } from "./death";
import { interruptMain, isAnswered } from "./interruption";
import { overdueMs, overdueText, watchRunning } from "./overdue";
import { die, watchParent } from "./parent";
import { sendQueue } from "./send-queue";
import type { FromMain, ThreadData, ToMain } from "./transport";
import { dieUnreachable } from "./unreachable";
import { decode, encode, toParts } from "./wire";

/** How long a stopping kernel waits for its last messages to leave. */
const lingerMs = 500;

/** How long the process may take to end: native code may keep the main thread. Jupyter itself waits for 2.5 s. */
const shutdownMs = 4000;

/** What a socket that publishes hears begins so when someone subscribes. */
const subscription = 1;

export function start(): void {
  serve(workerData as ThreadData).catch(dieUnreachable);
}

async function serve(data: ThreadData): Promise<void> {
  const { connectionFile, startFolder, parentPid, port, shared, backlog } = data;
  const connection = JSON.parse(readFileSync(connectionFile, "utf8")) as ConnectionInfo;
  const address = (port: number) =>
    connection.transport === "ipc"
      ? `ipc://${resolve(startFolder, connection.ip)}-${port}`
      : `${connection.transport}://${connection.ip}:${port}`;

  const options = { linger: lingerMs, sendHighWaterMark: 0 }; // 0: no limit, or many small outputs would be dropped
  const asked = { ...options, handover: true }; // a client that connects anew under its name has its replies there
  const sockets = {
    shell: new Router(asked),
    control: new Router(asked),
    iopub: new XPublisher({ ...options, verbosity: "allSubs" }), // or a second client would not be heard
    stdin: new Router(asked),
    heartbeat: new Router(options), // a Reply socket fails at frames that are not a request's
  };
  const send = {
    shell: sendQueue(sockets.shell),
    control: sendQueue(sockets.control),
    iopub: sendQueue(sockets.iopub),
    stdin: sendQueue(sockets.stdin),
  };

  const running = watchRunning();

  const toMain = (message: ToMain) => port.postMessage(message);

  async function receive(channel: IncomingChannel): Promise<void> {
    for await (const frames of sockets[channel]) {
      try {
        const message = decode(frames, connection);
        const { msg_type } = message.header;
        if (msg_type === "shutdown_request") awaitEnd();
        toMain({ kind: "message", channel, message });
        if (msg_type === "shutdown_request") interruptMain(shared);
        if (msg_type === "interrupt_request") interrupt();
      } catch (error) {
        log(`A message on ${channel} was dropped: ${String(error)}`);
      }
    }
  }

  function awaitEnd(): void {
    removeDeathNote(connectionFile);
    setTimeout(die, shutdownMs);
  }

  /** Of the running cell that has been told why its interrupt waits. */
  let told: string | undefined;

  /** What no interrupt can end, keeps the main thread from saying so itself. */
  function interrupt(): void {
    const request = interruptMain(shared);
    setTimeout(() => {
      const parent = running.parent();
      if (parent === undefined || parent === told || isAnswered(shared, request)) return;
      told = parent;
      const [header, , ...rest] = toParts(messageOf("stream", { name: "stderr", text: overdueText }));
      void send.iopub.push(encode([Buffer.from("stream")], [header, parent, ...rest], connection));
    }, overdueMs);
  }

  /** Tells a client that from now on it hears what is published (JEP 65). */
  async function welcome(): Promise<void> {
    for await (const [event] of sockets.iopub) {
      if (event?.[0] !== subscription) continue;
      const topic = event.subarray(1);
      const message = messageOf("iopub_welcome", { subscription: topic.toString() });
      void send.iopub.push(encode([topic], toParts(message), connection));
    }
  }

  async function beat(): Promise<void> {
    for await (const frames of sockets.heartbeat) await sockets.heartbeat.send(frames);
  }

  await Promise.all([
    sockets.shell.bind(address(connection.shell_port)),
    sockets.control.bind(address(connection.control_port)),
    sockets.iopub.bind(address(connection.iopub_port)),
    sockets.stdin.bind(address(connection.stdin_port)),
    sockets.heartbeat.bind(address(connection.hb_port)),
  ]);
  port.on("message", (order: FromMain) => {
    if (order.kind === "send") {
      const { channel, identities, parts } = order;
      running.observe(channel, identities, parts);
      void send[channel].push(encode(identities, parts, connection)).then(() => leave(backlog, parts));
    } else {
      void Promise.all(Object.values(send).map((queue) => queue.empty())).then(() => {
        for (const socket of Object.values(sockets)) socket.close();
        toMain({ kind: "closed" });
      });
    }
  });

  watchParent(parentPid, die);
  watchDeath(() => isDying(connectionFile), die);
  await Promise.all([receive("shell"), receive("control"), receive("stdin"), welcome(), beat()]);
}
