// @boundaries-ignore the fake of stream's clock
export { createFakeClock, type FakeClock } from "../../../../packages/stream/test/fake-clock.ts";
