/** Chooses a table. */

interface TableFileProps {
  readonly onFile: (file: File) => void;
}

export function TableFile({ onFile }: TableFileProps) {
  return (
    <label class="file">
      your own table: choose or drop a CSV file
      <input
        type="file"
        accept=".csv,.tsv,.txt,.json,.ndjson,.parquet"
        onChange={({ currentTarget }) => {
          const [file] = Array.from(currentTarget.files ?? []);
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
