/** Takes what is dropped on the window from the browser, which would leave the window to show it. Files are offered to whoever listens; nothing else is. */
export function keepDrops(window: Window): void {
  window.addEventListener('dragover', (event) => {
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = event.dataTransfer.types.includes('Files') ? 'copy' : 'none';
  });
  window.addEventListener('drop', (event) => event.preventDefault());
}
