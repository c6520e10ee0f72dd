import { createHmac, timingSafeEqual } from "node:crypto";
import type { Header, Message, ParentHeader } from "../protocol";

/** Stands between ZeroMQ's routing prefix and the message. */
const delimiter = Buffer.from("<IDS|MSG>");

/** The four JSON parts in the order in which they travel: header, parent, metadata, content. */
export type Parts = [header: string, parent: string, metadata: string, content: string];

export function toParts({ header, parent, metadata, content }: Message): Parts {
  return [JSON.stringify(header), JSON.stringify(parent), JSON.stringify(metadata), JSON.stringify(content)];
}

/** The frames to send: prefix, delimiter, signature, parts. */
export function encode(
  identities: readonly Uint8Array[],
  parts: Parts,
  key: string,
): (Uint8Array | string)[] {
  return [...identities, delimiter, sign(parts, key), ...parts];
}

/** @throws Error when the frames are no message or its signature is not right. */
export function decode(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  const [signature, header, parent, metadata, content] = start < 0 ? [] : frames.slice(start + 1);
  if (!signature || !header || !parent || !metadata || !content) {
    throw new Error("A Jupyter message needs a delimiter, a signature and four parts.");
  }
  const expected = Buffer.from(sign([header, parent, metadata, content], key));
  if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) {
    throw new Error("The message's signature does not fit the connection's key.");
  }
  return {
    identities: frames.slice(0, start),
    header: JSON.parse(header.toString()) as Header,
    parent: JSON.parse(parent.toString()) as ParentHeader,
    metadata: JSON.parse(metadata.toString()) as Record<string, unknown>,
    content: JSON.parse(content.toString()),
  };
}

/** An empty key means that messages are not signed. */
function sign(parts: readonly (string | Uint8Array)[], key: string): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
