import { Buffer } from "node:buffer";
import { inspect, types } from "node:util";
import type { MimeBundle } from "../protocol";

const { parse, stringify } = JSON; // a cell may put something else there

/** What a notebook's file may hold JSON under (nbformat 4.5, `mimebundle`). */
const json = /^application\/(.*\+)?json$/;

/**
 * A bundle as it travels: pictures that come as bytes in base64, JSON as it is now, whatever becomes of it later; types
 * that have no data are left out.
 *
 * @throws TypeError when there is data that a client could not read
 */
export function encode(bundle: MimeBundle): MimeBundle {
  const given = Object.entries(bundle).filter(([, data]) => data !== undefined && data !== null);
  return Object.fromEntries(given.map(([type, data]) => [type, encoded(type, data)]));
}

/** @throws TypeError when JSON cannot hold `data` */
export function snapshot(name: string, data: object): object {
  try {
    return parse(stringify(data)) as object;
  } catch (error) {
    throw new TypeError(`${name} holds what JSON cannot: ${(error as Error).message}`, { cause: error });
  }
}

function encoded(type: string, data: unknown): unknown {
  if (types.isUint8Array(data)) return Buffer.from(data).toString("base64");
  if (typeof data === "string") return data.replace(/\p{Surrogate}/gu, "\uFFFD"); // UTF-8 has no halves of characters
  if (json.test(type)) return typeof data === "object" ? snapshot(type, data as object) : data;
  throw new TypeError(`${type} must be text or bytes in a MIME bundle, not ${inspect(data, { depth: 0 })}.`);
}
