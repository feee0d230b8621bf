/** A WebSocket by hand, on a plain TCP socket: says what it likes, and takes apart what comes with code that is not the server's. */
import { connect, type Socket } from "node:net";

export interface RawListener {
  /** The answer to the handshake: 101, or a refusal. */
  readonly onAnswer?: (status: number, body: string) => void;
  readonly onText?: (text: Buffer) => void;
  /** A close frame; `code` is 1005 where it had none. */
  readonly onClose?: (code: number, reason: string) => void;
  /** The connection is gone, with or without a close frame. */
  readonly onGone?: () => void;
}

export interface RawSocket {
  readonly socket: Socket;
  /** A text message. */
  say(text: string): void;
  write(bytes: Uint8Array): void;
  destroy(): void;
}

export interface RawOptions {
  /** Default `/v1`. */
  readonly path?: string;
  /** Added to those of a handshake, or instead of them. */
  readonly headers?: Readonly<Record<string, string>>;
}

const HANDSHAKE: Readonly<Record<string, string>> = {
  host: "localhost",
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Asks for a WebSocket of this machine, and answers pings. */
export function openRawSocket(port: number, options: RawOptions, listener: RawListener): RawSocket {
  const socket = connect(port, "127.0.0.1");
  const headers = Object.entries({ ...HANDSHAKE, ...options.headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("close", () => listener.onGone?.());
  socket.write(`GET ${options.path ?? "/v1"} HTTP/1.1\r\n${headers.join("")}\r\n`);

  const readFrames = createFrameReader((opcode, payload) => {
    if (opcode === opcodes.text) listener.onText?.(payload);
    else if (opcode === opcodes.ping) socket.write(frame(opcodes.pong, payload));
    else if (opcode === opcodes.close) {
      listener.onClose?.(payload.length >= 2 ? payload.readUInt16BE() : 1005, payload.subarray(2).toString());
    }
  });
  let head: Buffer | undefined = Buffer.alloc(0);
  socket.on("data", (data) => {
    if (!head) {
      readFrames(data);
      return;
    }
    head = Buffer.concat([head, data]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const status = Number(head.subarray(9, 12).toString());
    const rest = head.subarray(end + 4);
    if (status !== 101) {
      listener.onAnswer?.(status, rest.toString());
      return;
    }
    head = undefined;
    listener.onAnswer?.(status, "");
    if (rest.length > 0) readFrames(rest);
  });
  return {
    socket,
    say: (text) => void socket.write(frame(opcodes.text, Buffer.from(text))),
    write: (bytes) => void socket.write(bytes),
    destroy: () => void socket.destroy(),
  };
}

/** A frame as a client sends it, masked with zeros: so the payload is what it is. */
export function frame(opcode: number, payload: Uint8Array, isFinal = true): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
  head[0] = (isFinal ? 0x80 : 0) | opcode;
  if (length < 126) {
    head[1] = 0x80 | length;
  } else if (length < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

/** Takes bytes as they come; a server of ours sends every message in one frame. The payload is a view, of this moment only. */
export function createFrameReader(onFrame: (opcode: number, payload: Buffer) => void): (bytes: Buffer) => void {
  /** The beginning of a frame whose rest has not come. */
  let parts: Buffer[] = [];
  let held = 0;
  let wanted = 2;

  return (bytes) => {
    parts.push(bytes);
    held += bytes.length;
    if (held < wanted) return;
    let all = parts.length === 1 ? bytes : Buffer.concat(parts);
    for (wanted = frameLength(all); all.length >= wanted; wanted = frameLength(all)) {
      const payload = all.subarray(headLength(all), wanted);
      onFrame(all[0]! & 15, payload);
      all = all.subarray(wanted);
    }
    parts = all.length > 0 ? [all] : [];
    held = all.length;
  };
}

function headLength(bytes: Buffer): number {
  const length = bytes[1]!;
  return length < 126 ? 2 : length === 126 ? 4 : 10;
}

/** Of the frame that begins there, or as much as it takes to know. */
function frameLength(bytes: Buffer): number {
  if (bytes.length < 2 || bytes.length < headLength(bytes)) return bytes.length < 2 ? 2 : headLength(bytes);
  const length = bytes[1]!;
  if (length < 126) return 2 + length;
  return length === 126 ? 4 + bytes.readUInt16BE(2) : 10 + Number(bytes.readBigUInt64BE(2));
}
