/** Code that a page loads when it is first used. */
import { createElement, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** @throws Error with a line for the viewer if the code cannot be loaded: the server may be away. */
export async function loadLater<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch {
    throw new Error("a part of this page cannot be loaded from its server: try again, or reload the page");
  }
}

/** A component whose code is loaded when it is first shown; nothing is shown until then. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [, setIsLoaded] = useState(false);
    const [failure, setFailure] = useState<string>();
    useEffect(() => {
      // Another instance may have loaded it after this one was drawn: then the module is there at once.
      loadLater(load).then(
        (component) => {
          loaded = component;
          setIsLoaded(true);
        },
        (error: unknown) => setFailure((error as Error).message),
      );
    }, []);
    if (failure !== undefined) return createElement("p", { role: "alert" }, failure);
    return loaded ? createElement(loaded, props) : null;
  };
}
