/**
 * The protocol for programs: an AsyncAPI 3 document with a JSON Schema of each message, made from the schemas that server and
 * client check by. See https://www.asyncapi.com/docs/reference/specification/v3.0.0.
 */
import { z } from "zod/mini";
import { anyChunk } from "./messages/chunk-schemas.ts";
import { clientSchemas } from "./messages/client-message.ts";
import { commandSchemas } from "./messages/command.ts";
import { serverSchemas } from "./messages/server-schemas.ts";
import { trainingSchemas } from "./messages/training.ts";

/** A JSON Schema of draft 7, as AsyncAPI has them. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An AsyncAPI 3 document: plain JSON. */
export interface AsyncApi {
  /** The version of AsyncAPI. */
  readonly asyncapi: "3.0.0";
  /** Title, version and description of the protocol. */
  readonly info: Readonly<Record<string, unknown>>;
  /** Where it is spoken, if that is known. */
  readonly servers?: Readonly<Record<string, unknown>>;
  /** The media type of all messages. */
  readonly defaultContentType: "application/json";
  /** The addresses, and the messages that are sent there. */
  readonly channels: Readonly<Record<string, unknown>>;
  /** What a client sends, and what a server sends. */
  readonly operations: Readonly<Record<string, unknown>>;
  /** The messages, and their schemas. */
  readonly components: {
    /** By their type, as operations refer to them. */
    readonly messages: Readonly<Record<string, unknown>>;
    /** Of each message, of a command and of a training. */
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

/** What the schema of a message is, besides its fields: a `chunk` is one of those that are known, or of a later version. */
const messages: Readonly<Record<string, z.ZodMiniType>> = {
  ...clientSchemas,
  ...serverSchemas,
  events: z.safeExtend(serverSchemas.events, { chunk: anyChunk }),
};

/** Made when they are first wanted: it takes a while. */
let schemas: AsyncApi["components"]["schemas"] | undefined;

/**
 * The JSON Schema of a message; undefined for a type that is not known.
 * A server and a client check a little more than it can say: that positions fit each other, and columns too.
 */
export function messageSchema(type: string): JsonSchema | undefined {
  const schema = Object.hasOwn(messages, type) ? messages[type] : undefined;
  return schema && toJsonSchema(schema);
}

/** What comes as a response. */
const readTypes = [
  "subscribed",
  "events",
  "gap",
  "caughtUp",
  "queued",
  "end",
  "error",
  "heartbeat",
  "draining",
] as const;

/**
 * @param host where it is spoken, such as `localhost:8080`. Default: nowhere in particular.
 * @param isSecure whether that is by a certificate. Default: not.
 */
export function asyncApi(host?: string, isSecure = false): AsyncApi {
  const refer = (kind: string) => (name: string) => ({ $ref: `#/components/${kind}/${name}` });
  const message = refer("messages");
  const clientTypes = Object.keys(clientSchemas);
  const serverTypes = Object.keys(serverSchemas);
  const all = Object.fromEntries([...clientTypes, ...serverTypes].map((type) => [type, message(type)]));
  const channel = (address: string, description: string, parameters?: object) => ({
    address,
    description,
    messages: all,
    ...(parameters && { parameters }),
    ...serversOf("here"),
  });
  const serversOf = (name: string) => (host === undefined ? {} : { servers: [{ $ref: `#/servers/${name}` }] });
  const oneRun = { run: { description: "A run's id, or `latest`." } };
  const secure = isSecure ? "s" : "";
  const operation = (action: "send" | "receive", channelName: string, types: readonly string[]) => ({
    action,
    channel: { $ref: `#/channels/${channelName}` },
    messages: types.map((type) => ({ $ref: `#/channels/${channelName}/messages/${type}` })),
  });
  return {
    asyncapi: "3.0.0",
    info: {
      title: "epochal",
      version: "1.0.0",
      description:
        "How a client follows, steers and starts the trainings of a server over a WebSocket, or follows them over plain HTTP. See PROTOCOL.md.",
      license: { name: "MIT" },
    },
    ...(host !== undefined && {
      servers: { here: { host, protocol: `ws${secure}` }, http: { host, protocol: `http${secure}` } },
    }),
    defaultContentType: "application/json",
    channels: {
      connection: channel("/v1", "A connection on which the client subscribes; sub-protocol `epochal.v1.json`."),
      watch: channel("/v1/watch/{run}", "The same, with one subscription already made, whose id is `watch`.", oneRun),
      events: {
        address: "/v1/runs/{run}/events",
        description: "One subscription as a response to GET: `application/x-ndjson`, or `text/event-stream`.",
        messages: Object.fromEntries(readTypes.map((type) => [type, message(type)])),
        parameters: oneRun,
        ...serversOf("http"),
      },
    },
    operations: {
      // Seen from the server, which this document describes.
      hear: operation("receive", "connection", clientTypes),
      tell: operation("send", "connection", serverTypes),
      hearOnWatch: operation("receive", "watch", clientTypes),
      tellOnWatch: operation("send", "watch", serverTypes),
      tellInResponse: operation("send", "events", readTypes),
    },
    components: {
      messages: Object.fromEntries(
        Object.keys(messages).map((type) => [type, { name: type, payload: refer("schemas")(type) }]),
      ),
      schemas: (schemas ??= {
        ...Object.fromEntries(Object.entries(messages).map(([type, schema]) => [type, toJsonSchema(schema)])),
        Command: toJsonSchema(z.union(Object.values(commandSchemas))),
        Training: toJsonSchema(z.union(Object.values(trainingSchemas))),
      }),
    },
  };
}

/** What a receiver accepts: fields that are not known are ignored, so there may be others. */
function toJsonSchema(schema: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return json;
}
