/** Shows the page that the address names. Each loads only its own scripts. */
import { render } from "preact";
import { routeOf } from "./route.ts";
import { resolveAddress } from "./server/page-address.ts";

const page = document.getElementById("page")!;
// What a browser shows if this script does not run.
page.replaceChildren();
const isServed = document.documentElement.dataset["server"] !== undefined;

async function show(): Promise<void> {
  const address = resolveAddress(location, sessionStorage, history);
  const fragment = location.hash.slice(1);
  const home = isServed ? `${address.server}/` : undefined;
  switch (routeOf(location, address, isServed)) {
    case "list": {
      const { RunList } = await import("./run-list.tsx");
      render(<RunList address={address} />, page);
      break;
    }
    case "run": {
      const { RunPage } = await import("./run-page.tsx");
      render(<RunPage address={address} id={address.run!} />, page);
      break;
    }
    case "train": {
      const { TrainPage } = await import("./train/train-page.tsx");
      render(<TrainPage key={fragment} fragment={fragment} home={home} />, page);
      break;
    }
    case "lesson": {
      const { LessonPage } = await import("./lessons/lesson-page.tsx");
      const name = new URLSearchParams(fragment).get("lesson") ?? "";
      render(<LessonPage key={fragment} name={name} home={home} />, page);
    }
  }
}

addEventListener("hashchange", () => void show());
await show();
