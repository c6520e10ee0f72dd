import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { inspect } from "node:util";
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";
import { withBuiltins } from "./builtins";
import { type Header, type InputRequest, type Message, protocolVersion } from "./protocol";
import type { RequestChannel } from "./protocol";
import type { Transport } from "./transport/transport";

const { Date } = globalThis; // a cell may put something else there

const session = ofBothThreads(randomUUID());
const username = nameOfUser();

/** What the main thread says here, the socket thread gets, too. */
function ofBothThreads(value: string): string {
  const name = "convbook.session";
  if (isMainThread) setEnvironmentData(name, value);
  return getEnvironmentData(name) as string;
}

/** A container may run under a number that has no name. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "user";
  }
}

function header(type: string): Header {
  return {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username,
    date: new Date().toISOString(),
    version: protocolVersion,
  };
}

/**
 * The code that a request brings.
 *
 * @throws TypeError when it is no text: a client may send anything
 */
export function codeOf({ header, content }: Message<{ code: unknown }>): string {
  const { code } = content;
  if (typeof code !== "string")
    throw new TypeError(`${header.msg_type}: code must be text, not ${inspect(code)}.`);
  return code;
}

/** A message of the kernel's, for whom it may concern. */
export function messageOf<Content>(type: string, content: Content, request?: Message): Message<Content> {
  return { identities: [], header: header(type), parent: request?.header ?? {}, metadata: {}, content };
}

/** Answers `request` on the channel on which it came. */
export function reply(
  transport: Transport,
  channel: RequestChannel,
  request: Message,
  content: object,
): void {
  withBuiltins(() => {
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    transport.send(channel, { ...messageOf(type, content, request), identities: request.identities });
  });
}

/** Asks the client that sent `request` for a line of text; returns the id of the message. */
export function ask(transport: Transport, request: Message, content: InputRequest): string {
  return withBuiltins(() => {
    const message = messageOf("input_request", content, request);
    transport.send("stdin", { ...message, identities: request.identities }); // a client's stdin is called as its shell
    return message.header.msg_id;
  });
}

/** Tells all clients something that belongs to `request` (null: to none). */
export function publish(transport: Transport, request: Message | null, type: string, content: object): void {
  withBuiltins(() => {
    const topic = Buffer.from(type);
    transport.send("iopub", { ...messageOf(type, content, request ?? undefined), identities: [topic] });
  });
}
