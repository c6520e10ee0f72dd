import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { type Header, type Message, protocolVersion } from "./protocol";
import type { RequestChannel } from "./protocol";
import type { Transport } from "./transport/transport";

const session = randomUUID();
const username = nameOfUser();

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

/** Answers `request` on the channel on which it came. */
export function reply(
  transport: Transport,
  channel: RequestChannel,
  request: Message,
  content: object,
): void {
  transport.send(channel, {
    identities: request.identities,
    header: header(request.header.msg_type.replace("_request", "_reply")),
    parent: request.header,
    metadata: {},
    content,
  });
}

/** Tells all clients something that belongs to `request` (null: to none). */
export function publish(transport: Transport, request: Message | null, type: string, content: object): void {
  transport.send("iopub", {
    identities: [Buffer.from(type)], // the topic
    header: header(type),
    parent: request?.header ?? {},
    metadata: {},
    content,
  });
}
