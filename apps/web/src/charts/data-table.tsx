/** The numbers of a chart as a table, for people who would rather read them. */
import { useState } from "preact/hooks";

interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The rows; called only while the table is open. */
  readonly rows: () => readonly (readonly (string | number)[])[];
}

export function DataTable({ caption, columns, rows }: DataTableProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details class="data" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>as a table</summary>
      {isOpen && (
        <div class="scroll" tabIndex={0} role="group" aria-label={caption}>
          <table class="numbers">
            <caption>{caption}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows().map(([name, ...cells], i) => (
                <tr key={i}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, j) => (
                    <td key={j}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
