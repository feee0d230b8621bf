/** A hand-written WebSocket client on a plain TCP socket: it can send anything, and shares no code with the server. */
import { connect, type Socket } from "node:net";

export interface RawOptions {
  /** Default `/v1`. */
  readonly path?: string;
  /** Added to the headers of the handshake, or in place of them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The reply to the handshake: 101, or the status of a rejection. */
  readonly onHandshake?: (status: number, body: string) => void;
  readonly onText?: (text: Buffer) => void;
  /** A close frame; `code` is 1005 if it has none. */
  readonly onClose?: (code: number, reason: string) => void;
  /** The connection is closed, with or without a close frame. */
  readonly onDisconnect?: () => void;
}

export interface RawSocket {
  readonly socket: Socket;
  /** Sends a text message. */
  sendText(text: string): void;
  write(bytes: Uint8Array): void;
  destroy(): void;
}

const HANDSHAKE: Readonly<Record<string, string>> = {
  host: "localhost",
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Opens a WebSocket to this machine, and replies to pings. */
export function openRawSocket(port: number, options: RawOptions): RawSocket {
  const socket = connect(port, "127.0.0.1");
  const headers = Object.entries({ ...HANDSHAKE, ...options.headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("close", () => options.onDisconnect?.());
  socket.write(`GET ${options.path ?? "/v1"} HTTP/1.1\r\n${headers.join("")}\r\n`);

  const readFrames = createFrameReader((opcode, payload) => {
    if (opcode === opcodes.text) options.onText?.(payload);
    else if (opcode === opcodes.ping) socket.write(frame(opcodes.pong, payload));
    else if (opcode === opcodes.close) {
      options.onClose?.(payload.length >= 2 ? payload.readUInt16BE() : 1005, payload.subarray(2).toString());
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
      options.onHandshake?.(status, rest.toString());
      return;
    }
    head = undefined;
    options.onHandshake?.(status, "");
    if (rest.length > 0) readFrames(rest);
  });
  return {
    socket,
    sendText: (text) => void socket.write(frame(opcodes.text, Buffer.from(text))),
    write: (bytes) => void socket.write(bytes),
    destroy: () => void socket.destroy(),
  };
}

/** A client's frame, masked with zeros, so that the payload is unchanged. */
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

/** Reads frames from a byte stream. Our server sends every message in one frame. The payload is a view, valid during the call only. */
export function createFrameReader(onFrame: (opcode: number, payload: Buffer) => void): (bytes: Buffer) => void {
  /** The beginning of an incomplete frame. */
  let parts: Buffer[] = [];
  let received = 0;
  let needed = 2;

  return (bytes) => {
    parts.push(bytes);
    received += bytes.length;
    if (received < needed) return;
    let all = parts.length === 1 ? bytes : Buffer.concat(parts);
    for (needed = frameLength(all); all.length >= needed; needed = frameLength(all)) {
      const payload = all.subarray(headLength(all), needed);
      onFrame(all[0]! & 15, payload);
      all = all.subarray(needed);
    }
    parts = all.length > 0 ? [all] : [];
    received = all.length;
  };
}

function headLength(bytes: Buffer): number {
  const length = bytes[1]!;
  return length < 126 ? 2 : length === 126 ? 4 : 10;
}

/** The length of the frame at the beginning of `bytes`, or the bytes needed to know it. */
function frameLength(bytes: Buffer): number {
  if (bytes.length < 2 || bytes.length < headLength(bytes)) return bytes.length < 2 ? 2 : headLength(bytes);
  const length = bytes[1]!;
  if (length < 126) return 2 + length;
  return length === 126 ? 4 + bytes.readUInt16BE(2) : 10 + Number(bytes.readBigUInt64BE(2));
}
