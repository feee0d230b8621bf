/** Chooses the column to predict of a table. */
import type { OpenTable } from "./read-table.ts";

interface TableFormProps {
  readonly table: OpenTable;
  readonly target: string;
  readonly notes: readonly string[];
  readonly onTarget: (target: string) => void;
}

export function TableForm({ table, target, notes, onTarget }: TableFormProps) {
  return (
    <form class="choices" onSubmit={(event) => event.preventDefault()}>
      <p>{table.name}</p>
      <label>
        <span>predict</span>
        <select value={target} onChange={({ currentTarget }) => onTarget(currentTarget.value)}>
          {table.columns.map((column) => (
            <option key={column}>{column}</option>
          ))}
        </select>
      </label>
      {notes.length > 0 && (
        <details open>
          <summary>{notes.length === 1 ? "1 note" : `${notes.length} notes`}</summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      <p>
        <a href="#">back to the built-in data</a>
      </p>
    </form>
  );
}
