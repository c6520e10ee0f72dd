/** The parts of the Jupyter messaging protocol (5.3) that more than one file speaks of. */

export const protocolVersion = "5.3";

export interface ConnectionInfo {
  transport: string;
  ip: string;
  key: string;
  signature_scheme: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** `{}` where a message answers nothing. */
export type ParentHeader = Header | Record<string, never>;

export interface Message<Content = unknown> {
  /** ZeroMQ's routing prefix: who sent it, or who shall have it. */
  identities: Uint8Array[];
  header: Header;
  parent: ParentHeader;
  metadata: Record<string, unknown>;
  content: Content;
}

/** The channels on which requests come in. */
export type RequestChannel = "shell" | "control";
/** The channels on which messages come in: answers to the kernel's own requests on stdin. */
export type IncomingChannel = RequestChannel | "stdin";
export type Channel = IncomingChannel | "iopub";

/** MIME type → data, as Jupyter shows it. */
export type MimeBundle = Record<string, unknown>;

/** Some clients send `null` for what they leave to the kernel. */
export interface ExecuteRequest {
  code: string;
  silent?: boolean | null;
  store_history?: boolean | null;
  user_expressions?: Record<string, string> | null;
  stop_on_error?: boolean | null;
  /** May the cell ask its user something? */
  allow_stdin?: boolean | null;
}

export interface InputRequest {
  prompt: string;
  /** Is what is typed not to be shown? */
  password: boolean;
}

/** How a failure is told: in iopub's `error` and in `execute_reply`. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

export type ExecuteReply =
  | { status: "ok"; execution_count: number; user_expressions: Record<string, unknown>; payload: [] }
  | ({ status: "error"; execution_count: number } & Failure)
  | { status: "aborted" };
