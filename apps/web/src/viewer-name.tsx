/** The field in which viewers give themselves names. */
import { useState } from "preact/hooks";
import { setViewerName, viewerName } from "./server/viewer-name.ts";

export function ViewerName() {
  const [name, setName] = useState(viewerName() ?? "");
  return (
    <label class="name">
      your name{" "}
      <input
        size={10}
        maxLength={64}
        autocomplete="off"
        title="all viewers see it beside your commands"
        value={name}
        onInput={({ currentTarget }) => {
          setName(currentTarget.value);
          setViewerName(currentTarget.value);
        }}
      />
    </label>
  );
}
