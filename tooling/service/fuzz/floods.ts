/** Floods: clients that send as much as they can of one kind, and reconnect when they are disconnected. */
import { connect } from "node:net";
import { frame, opcodes, openRawSocket } from "../raw-socket.ts";

/** The server to flood. */
export interface FloodTarget {
  readonly port: number;
  readonly token: string;
  /** The id of a running run. */
  readonly run: string;
}

type Flood = (target: FloodTarget) => void;

const text = (message: object | string) =>
  frame(opcodes.text, Buffer.from(typeof message === "string" ? message : JSON.stringify(message)));

/** Opens a connection that writes whatever `next` returns, as fast as it is taken, and is opened again when it is closed. */
function hammer({ port }: FloodTarget, next: () => string | Buffer, isRead: boolean): void {
  const socket = connect(port, "127.0.0.1");
  const write = () => {
    while (socket.writable && socket.write(next()));
  };
  socket.on("connect", write).on("drain", write);
  socket
    .on("error", () => {})
    .on("close", () => setTimeout(() => hammer({ port, token: "", run: "" }, next, isRead), 5));
  if (isRead) socket.resume();
  else socket.pause();
}

/** The same over a WebSocket with the token. */
function hammerSocket(target: FloodTarget, next: () => Buffer): void {
  const opened = openRawSocket(target.port, {
    headers: { authorization: `Bearer ${target.token}` },
    onHandshake(status) {
      if (status === 101) write();
      else opened.destroy();
    },
    onClose: () => opened.socket.end(),
    onDisconnect: () => setTimeout(() => hammerSocket(target, next), 5),
  });
  const write = () => {
    while (opened.socket.writable && opened.socket.write(next()));
  };
  opened.socket.on("drain", write);
}

/** Calls a function that returns the next item of the list each time. */
function inTurn<Item>(items: readonly Item[]): () => Item {
  let i = 0;
  return () => items[i++ % items.length]!;
}

const requests = (target: FloodTarget): string[] =>
  [
    "GET /asyncapi.json",
    "GET /v1/runs",
    "HEAD /v1/runs",
    "OPTIONS /v1/runs",
    "GET /healthz",
    "GET /metrics",
    "GET /nothing",
    "POST /v1/runs",
    `GET /v1/runs/${target.run}/events`,
  ].map((line) => `${line} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${target.token}\r\n\r\n`);

function pipeline(target: FloodTarget, isRead: boolean): void {
  for (const request of requests(target)) for (let i = 0; i < 8; i++) hammer(target, () => request.repeat(100), isRead);
}

let keys = 0;
const command = (run: string, fields: object, key = `k${keys++}`) =>
  text({ type: "command", id: "a", run, key, command: fields });
const LONG = "x".repeat(60_000);

/** Commands that no run accepts: most are larger than any valid one. */
function refusals(run: string): (() => Buffer)[] {
  return [
    () => command(run, { type: "set", [LONG]: 1 }),
    () => command(run, { type: "set", optimizer: LONG }),
    () => command(run, { type: "rewind", epoch: 1e15 }),
    () => command(run, { type: "branch", id: run }),
    () => command(run, { type: "branch", epoch: 1e15, id: `b${keys}` }),
    () => command(run, { type: LONG }),
    () => command(run, { type: "set", learningRate: -1 }),
    () => command(run, { type: "pause" }, LONG),
    () => command(`gone${keys}`, { type: "pause" }),
    () => text({ type: "start", id: "a", key: `s${keys++}`, training: { name: LONG, spec: {} } }),
    () => text({ type: "start", id: "a", key: `s${keys++}`, training: { table: "../../etc/passwd" } }),
  ];
}

const LONE = ["\ud800", "\udfff", "a\ud800", "\ud800\ud800", "\udc00\ud800", "\u0000", "\u{10ffff}", "\u202e"];

/** Ids and keys that are not well-formed Unicode, wherever a client may choose one. */
function illFormed(run: string): (() => Buffer)[] {
  return LONE.flatMap((id) => [
    () => command(run, { type: "branch", id }),
    () => command(run, { type: "checkpoint", name: id, id }),
    () => command(run, { type: "set", learningRate: 0.01, reason: id }, id),
    () => command(id, { type: "pause" }),
    () => text({ type: "subscribe", id, run }),
    () => text({ type: "subscribe", id: "a", run: id, after: `${id}:1` }),
    () => text({ type: "unsubscribe", id, run: id }),
    () => text({ type: "start", id, key: id, training: { id, name: id, spec: {}, table: id } }),
  ]);
}

const DEEP = 60_000;
const nested = [
  "[".repeat(DEEP),
  `${"[".repeat(DEEP / 2)}${"]".repeat(DEEP / 2)}`,
  '{"a":'.repeat(DEEP / 5),
  `{"type":"start","id":"a","key":"k","training":${"[".repeat(4_000_000)}`,
  `{"type":"start","id":"a","key":"k","training":{"spec":[${"[],".repeat(1_300_000)}[]]}}`,
  `{"type":"start","id":"a","key":"k","training":{"spec":{"network":{"layers":[${'{"units":1},'.repeat(300_000)}{}]}}}}`,
  `{"type":"start","id":"a","key":"k","training":{"name":"${'\\"'.repeat(1_900_000)}"}}`,
  `{"type":"ping","n":${"9".repeat(DEEP)}}`,
  `{"type":"ping","n":1${' ,"a":1'.repeat(DEEP / 8)}}`,
];

/** Every kind of flood. */
export const floods: Readonly<Record<string, Flood>> = {
  "pipelined requests": (target) => pipeline(target, true),
  "pipelined requests, replies unread": (target) => pipeline(target, false),
  "refused commands": (target) => {
    const next = inTurn(refusals(target.run));
    for (let i = 0; i < 4; i++) hammerSocket(target, () => next()());
  },
  "ill-formed ids": (target) => {
    const next = inTurn(illFormed(target.run));
    for (let i = 0; i < 4; i++) hammerSocket(target, () => next()());
  },
  "deep and wide JSON": (target) => {
    const next = inTurn(nested.map((message) => text(message)));
    for (let i = 0; i < 4; i++) hammerSocket(target, next);
  },
  "acknowledgements, pings and fragments": (target) => {
    const small = [
      [text({ type: "ack", run: target.run, seq: 1 })],
      [frame(opcodes.ping, Buffer.alloc(0))],
      [text({ type: "ping", n: 1 })],
      [
        frame(opcodes.text, Buffer.from(" "), false),
        ...Array<Buffer>(2000).fill(frame(opcodes.continuation, Buffer.from(" "), false)),
      ],
    ];
    for (const frames of small) {
      const bytes = Buffer.concat(Array.from({ length: 20 }, () => frames).flat());
      for (let i = 0; i < 2; i++) hammerSocket(target, () => bytes);
    }
  },
  "readers that read nothing": (target) => {
    const stream = (accept: string) =>
      `GET /v1/runs/${target.run}/events HTTP/1.1\r\nhost: localhost\r\naccept: ${accept}\r\nauthorization: Bearer ${target.token}\r\n\r\n`;
    for (const accept of ["text/event-stream", "application/x-ndjson"])
      for (let i = 0; i < 30; i++) {
        const socket = connect(target.port, "127.0.0.1", () => socket.write(stream(accept)));
        socket.on("error", () => {}).pause();
      }
    for (let i = 0; i < 30; i++) {
      const opened = openRawSocket(target.port, {
        headers: { authorization: `Bearer ${target.token}` },
        onHandshake() {
          opened.sendText(JSON.stringify({ type: "subscribe", id: "a", run: target.run, window: 4096 }));
          opened.socket.pause();
        },
      });
    }
  },
  "silent sockets": (target) => {
    for (let i = 0; i < 700; i++) {
      const open = () =>
        void connect(target.port, "127.0.0.1")
          .on("error", () => {})
          .on("close", () => setTimeout(open, 50));
      open();
    }
  },
  "wrong tokens": (target) => {
    let guess = 0;
    const request = () =>
      `GET /v1/runs HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer guess${guess++}\r\nconnection: close\r\n\r\n`;
    for (let i = 0; i < 40; i++) hammer(target, request, true);
  },
};
