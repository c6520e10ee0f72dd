import { createHmac, timingSafeEqual } from "node:crypto";
import type { ConnectionInfo, Header, Message, ParentHeader } from "../protocol";

const { stringify } = JSON; // a cell may put something else there

/** Stands between ZeroMQ's routing prefix and the message. */
const delimiter = Buffer.from("<IDS|MSG>");

/** The four JSON parts in the order in which they travel: header, parent, metadata, content. */
export type Parts = [header: string, parent: string, metadata: string, content: string];

/** How messages are signed: `hmac-` and the name of a hash. An empty key means that they are not. */
export type Signing = Pick<ConnectionInfo, "key" | "signature_scheme">;

export function toParts({ header, parent, metadata, content }: Message): Parts {
  return [stringify(header), stringify(parent), stringify(metadata), stringify(content)];
}

/** The frames to send: prefix, delimiter, signature, parts. */
export function encode(
  identities: readonly Uint8Array[],
  parts: Parts,
  signing: Signing,
): (Uint8Array | string)[] {
  return [...identities, delimiter, sign(parts, signing), ...parts];
}

/** @throws Error when the frames are no message or its signature is not right. */
export function decode(frames: readonly Buffer[], signing: Signing): Message {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  const [signature, ...parts] = start < 0 ? [] : frames.slice(start + 1);
  const [header, parent, metadata, content] = parts;
  if (!signature || !header || !parent || !metadata || !content) {
    throw new Error("A Jupyter message needs a delimiter, a signature and four parts.");
  }
  const expected = Buffer.from(sign([header, parent, metadata, content], signing));
  if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) {
    throw new Error("The message's signature does not fit the connection's key.");
  }
  return {
    identities: frames.slice(0, start),
    header: parseHeader(header),
    parent: parseObject("parent header", parent) as ParentHeader,
    metadata: parseObject("metadata", metadata),
    content: parseObject("content", content),
  };
}

function parseHeader(frame: Buffer): Header {
  const header = parseObject("header", frame);
  for (const name of ["msg_id", "msg_type"]) {
    if (typeof header[name] !== "string") throw new Error(`The message's header has no ${name}.`);
  }
  return header as unknown as Header;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function parseObject(what: string, frame: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(utf8.decode(frame));
  if (typeof value !== "object" || value === null) throw new Error(`The message's ${what} is no object.`);
  return value as Record<string, unknown>;
}

function sign(parts: readonly (string | Uint8Array)[], { key, signature_scheme }: Signing): string {
  if (key === "") return "";
  const hmac = createHmac(signature_scheme.replace(/^hmac-/, ""), key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
