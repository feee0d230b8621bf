/** Random text messages: broken JSON, and messages with unexpected contents. */
import { defaultLimits } from "@epochal/server";
import { frame, opcodes } from "../raw-socket.ts";
import { EITHER, textCase, type Case, type Draw } from "./case.ts";
import { hostileValues, withValue } from "./hostile-values.ts";

function garbage({ upTo, pick }: Draw): Case {
  const words = ["{", "}", "[", "null", '"', "\u{1F600}", "\\", "type", "ping", " ", "\u2028", "-", "1e9", "NaN"];
  return textCase("garbage", Array.from({ length: upTo(40) }, () => pick(words)).join(""));
}

function truncated({ upTo, sample }: Draw): Case {
  const whole = JSON.stringify(sample());
  return textCase("truncated JSON", whole.slice(0, upTo(whole.length - 1)), [4000]);
}

function nested({ rand, upTo, pick }: Draw): Case {
  const depth = 1 + upTo(9000);
  const open = pick(["[", '{"a":', '{"type":']);
  const close = open === "[" ? "]" : "}";
  const inner = pick(["1", '"ping"', ""]);
  const ends = close.repeat(rand() < 0.7 ? depth : upTo(depth));
  return textCase("deep nesting", `${open.repeat(depth)}${inner}${ends}`.slice(0, defaultLimits.messageBytes), [4000]);
}

function prototypes({ rand, pick, sample }: Draw): Case {
  const key = pick(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "toJSON", "then"]);
  const value = pick(hostileValues);
  const whole = JSON.stringify(sample());
  const changed = rand() < 0.3 ? `{"type":"${key}"}` : `{"${key}":${value},${whole.slice(1)}`;
  return textCase("prototype keys", changed);
}

/** Some bytes of a message changed, removed or inserted: it may no longer be valid UTF-8. */
function mutated({ rand, upTo, sample }: Draw): Case {
  const content = [...Buffer.from(JSON.stringify(sample()))];
  for (let n = 1 + upTo(4); n > 0; n--)
    content.splice(upTo(content.length), upTo(2), ...(rand() < 0.7 ? [upTo(255)] : []));
  return { kind: "mutated bytes", bytes: frame(opcodes.text, Buffer.from(content)), expected: [...EITHER, 1007] };
}

/** Two wrong fields in a message. */
function pairs({ pick, sample }: Draw): Case {
  const message = sample();
  const [a, b] = [pick(Object.keys(message)), pick(Object.keys(message))];
  const wrong = JSON.stringify(pick(["", 0, null, [], {}, "start", -1, 1.5]));
  const once = JSON.parse(withValue(message, a, wrong)) as object;
  return textCase("wrong fields", withValue(once, b, pick(hostileValues)));
}

export function harmless({ upTo, pick }: Draw): Case {
  return textCase("harmless", JSON.stringify({ type: "ping", n: upTo(1e6), more: pick(["", null, [1]]) }), ["open"]);
}

export const messageCases: readonly ((draw: Draw) => Case)[] = [garbage, truncated, nested, prototypes, mutated, pairs];
