/**
 * The protocol for programs: an AsyncAPI 3 document with a JSON Schema of each message, generated from the schemas that server and
 * client use for their checks. See https://www.asyncapi.com/docs/reference/specification/v3.0.0.
 */
import { anyChunk, model } from "./messages/chunk-schemas.ts";
import { clientSchemas } from "./messages/client-schemas.ts";
import { commandSchemas } from "./messages/command.ts";
import { eventsWith, serverSchemas } from "./messages/server-schemas.ts";
import { trainingSchemas } from "./messages/training.ts";
import { either, type Schema } from "./validation/fields.ts";
import { jsonSchemaOf, type JsonSchema } from "./validation/json-schema.ts";

/** An AsyncAPI 3 document: plain JSON. */
export interface AsyncApi {
  /** The version of AsyncAPI. */
  readonly asyncapi: "3.0.0";
  /** Title, version and description of the protocol. */
  readonly info: Readonly<Record<string, unknown>>;
  /** The servers, if they are known. */
  readonly servers?: Readonly<Record<string, unknown>>;
  /** The media type of all messages. */
  readonly defaultContentType: "application/json";
  /** The addresses and their messages. */
  readonly channels: Readonly<Record<string, unknown>>;
  /** The messages of a client, and those of a server. */
  readonly operations: Readonly<Record<string, unknown>>;
  /** The messages, and their schemas. */
  readonly components: {
    /** How a client sends its token. */
    readonly securitySchemes: Readonly<Record<string, unknown>>;
    /** By type; operations refer to them. */
    readonly messages: Readonly<Record<string, unknown>>;
    /** The schemas of all messages, of commands and of trainings. */
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

/** The schemas of all messages. */
const messages: Readonly<Record<string, Schema>> = {
  ...clientSchemas,
  ...serverSchemas,
  events: eventsWith(anyChunk),
};

const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "The server's token, if it has one." },
  query: {
    type: "httpApiKey",
    in: "query",
    name: "token",
    description: "The token in the address, for clients that cannot set headers, such as browsers.",
  },
} as const;

/** Fields of `subscribe` that are parameters of addresses. */
const READ_QUERY = ["after", "mode", "every", "perSecond", "allUpTo"];
const WATCH_QUERY = [...READ_QUERY, "window"];
/** Parameters of a response that no subscription has. */
const READ_ONLY = {
  follow: {
    type: "boolean",
    description: "NDJSON: continue after the stored events until the run ends. Default false.",
  },
  limit: {
    type: "integer",
    minimum: 1,
    maximum: 999_999_999_999_999,
    description: "NDJSON: end after this number of events.",
  },
};

/** Generated on first use, since that is slow. */
let schemas: AsyncApi["components"]["schemas"] | undefined;

/**
 * The JSON Schema of a message; undefined for an unknown type.
 * Server and client also check what JSON Schema cannot express: that positions and columns fit each other.
 */
export function messageSchema(type: string): JsonSchema | undefined {
  const schema = Object.hasOwn(messages, type) ? messages[type] : undefined;
  return schema && jsonSchemaOf(schema);
}

/** The message types of an HTTP response. */
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
 * The protocol as an AsyncAPI document.
 * @param host the server's host, such as `localhost:8080`. Default: none.
 * @param isSecure whether the server uses TLS. Default false.
 */
export function asyncApi(host?: string, isSecure = false): AsyncApi {
  const refer = (kind: string) => (name: string) => ({ $ref: `#/components/${kind}/${name}` });
  const message = refer("messages");
  const clientTypes = Object.keys(clientSchemas);
  const serverTypes = Object.keys(serverSchemas);
  const all = Object.fromEntries([...clientTypes, ...serverTypes].map((type) => [type, message(type)]));
  const channel = (address: string, description: string, more: object = {}) => ({
    address,
    description,
    messages: all,
    ...more,
    ...serversOf("here"),
  });
  const serversOf = (name: string) => (host === undefined ? {} : { servers: [{ $ref: `#/servers/${name}` }] });
  const oneRun = { run: { description: "A run's id, or `latest`." } };
  const security = [refer("securitySchemes")("bearer"), refer("securitySchemes")("query")];
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
        "Clients watch, control and start a server's runs over a WebSocket, or watch them over plain HTTP. See PROTOCOL.md.",
      license: { name: "MIT" },
    },
    ...(host !== undefined && {
      servers: {
        here: { host, protocol: `ws${secure}`, security },
        http: { host, protocol: `http${secure}`, security },
      },
    }),
    defaultContentType: "application/json",
    channels: {
      connection: channel("/v1", "A connection on which the client subscribes. Sub-protocol `epochal.v1.json`."),
      watch: channel("/v1/watch/{run}", "The same, with one subscription, whose id is `watch`.", {
        parameters: oneRun,
        bindings: { ws: { method: "GET", query: querySchema(WATCH_QUERY), bindingVersion: "0.1.0" } },
      }),
      events: {
        address: "/v1/runs/{run}/events",
        description: "A subscription as the response to GET: `application/x-ndjson` or `text/event-stream`.",
        messages: Object.fromEntries(readTypes.map((type) => [type, message(type)])),
        parameters: oneRun,
        ...serversOf("http"),
      },
      model: {
        address: "/v1/runs/{run}/model",
        description: "The model of a run as the response to GET: `application/json`.",
        messages: { model: { name: "model", payload: refer("schemas")("Model") } },
        parameters: oneRun,
        ...serversOf("http"),
      },
    },
    operations: {
      // From the view of the server, which this document describes.
      hear: operation("receive", "connection", clientTypes),
      tell: operation("send", "connection", serverTypes),
      hearOnWatch: operation("receive", "watch", clientTypes),
      tellOnWatch: operation("send", "watch", serverTypes),
      tellInResponse: {
        ...operation("send", "events", readTypes),
        bindings: { http: { method: "GET", query: querySchema(READ_QUERY, READ_ONLY), bindingVersion: "0.3.0" } },
      },
      tellModel: {
        ...operation("send", "model", ["model"]),
        bindings: { http: { method: "GET", bindingVersion: "0.3.0" } },
      },
    },
    components: {
      securitySchemes: SECURITY_SCHEMES,
      messages: Object.fromEntries(
        Object.keys(messages).map((type) => [type, { name: type, payload: refer("schemas")(type) }]),
      ),
      schemas: (schemas ??= {
        ...Object.fromEntries(Object.entries(messages).map(([type, schema]) => [type, jsonSchemaOf(schema)])),
        refused: alwaysWith(jsonSchemaOf(messages["refused"]!), ["code", "retry"]),
        Command: jsonSchemaOf(either(Object.values(commandSchemas), "a command")),
        Model: jsonSchemaOf(model),
        Training: jsonSchemaOf(either(Object.values(trainingSchemas), "a training")),
      }),
    },
  };
}

/** Parameters of an address as the properties of an object. */
function querySchema(names: readonly string[], more: object = {}): JsonSchema {
  const { properties } = jsonSchemaOf(clientSchemas.subscribe) as { properties: Readonly<Record<string, JsonSchema>> };
  return {
    type: "object",
    properties: { ...Object.fromEntries(names.map((name) => [name, properties[name]])), ...more },
  };
}

/** A schema with fields that this version always sends, and that clients do not need, since older servers did not. */
function alwaysWith(schema: JsonSchema, names: readonly string[]): JsonSchema {
  return { ...schema, required: [...(schema["required"] as readonly string[]), ...names] };
}
