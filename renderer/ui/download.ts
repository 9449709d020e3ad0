/** Hands a text to the shell as a file for the downloads folder, `.csv` or `.json` by its name. @returns the file's name. */
export function download(text: string, name: string): string {
  const type = name.endsWith('.json') ? 'application/json' : 'text/csv;charset=utf-8';
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the blob by the next turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(address), 0);
  return name;
}
