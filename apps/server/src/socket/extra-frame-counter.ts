/**
 * Counts the frames that a client sends beside whole messages: fragments, which are only a part of a message (RFC 6455, §5.4), and
 * control frames such as pings (§5.5). `ws` reports neither the fragments nor their number, and each costs as much as a message.
 */

const FIN = 0x80;
const OPCODE = 0x0f;
const CONTROL = 0x08;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** What `ws` keeps for each fragment beside its bytes. */
const FRAGMENT_COST = 200;

export interface ExtraFrameCounter {
  /** Takes the next bytes of the connection. Returns how many of these frames begin in them. */
  readonly count: (bytes: Uint8Array) => number;
  /** About how many bytes of memory the message takes that has begun, but is not complete. */
  readonly heldBytes: number;
}

export function createExtraFrameCounter(): ExtraFrameCounter {
  /** The bytes until the next header. */
  let payload = 0;
  /** The position in a header: its first byte, its second one, or in the length that follows. */
  let field: "first" | "second" | "length" = "first";
  let lengthBytes = 0;
  let lengthSoFar = 0;
  let maskBytes = 0;
  let isControl = false;
  let isFinal = true;
  let heldBytes = 0;

  /** A part of a payload was received. */
  function hold(bytes: number): void {
    if (isControl) return;
    heldBytes += bytes;
    if (payload > 0) return;
    heldBytes = isFinal ? 0 : heldBytes + FRAGMENT_COST;
  }

  function count(bytes: Uint8Array): number {
    let count = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (payload > 0) {
        const skipped = Math.min(payload, bytes.length - i);
        payload -= skipped;
        i += skipped - 1;
        hold(skipped);
      } else if (field === "first") {
        isFinal = (byte & FIN) !== 0;
        isControl = (byte & CONTROL) !== 0;
        if (!isFinal || (byte & OPCODE) === 0 || isControl) count += 1;
        field = "second";
      } else if (field === "second") {
        maskBytes = (byte & MASKED) === 0 ? 0 : MASK_BYTES;
        const length = byte & ~MASKED;
        lengthBytes = length === 126 ? 2 : length === 127 ? 8 : 0;
        field = lengthBytes === 0 ? "first" : "length";
        payload = lengthBytes === 0 ? length + maskBytes : 0;
        lengthSoFar = 0;
      } else {
        lengthSoFar = lengthSoFar * 256 + byte;
        lengthBytes -= 1;
        if (lengthBytes === 0) {
          payload = lengthSoFar + maskBytes;
          field = "first";
        }
      }
    }
    return count;
  }

  return {
    count,
    get heldBytes() {
      return heldBytes;
    },
  };
}
