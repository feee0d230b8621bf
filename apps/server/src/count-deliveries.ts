/** An outlet that counts what goes through it. */
import type { Mode } from "@epochal/protocol";
import type { Metrics } from "./metrics.ts";
import type { Outlet } from "./outlet.ts";

export function countDeliveries(outlet: Outlet, mode: Mode, metrics: Metrics): Outlet {
  return {
    sendFrame(frame) {
      metrics.delivered(mode, frame.last - frame.first + 1);
      outlet.sendFrame(frame);
    },
    send(message) {
      if (message.type === "gap") metrics.leftOut(message.reason, message.to - message.from + 1);
      outlet.send(message);
    },
    isFull: () => outlet.isFull(),
  };
}
