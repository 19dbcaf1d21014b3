/* A board that silently stopped would be worse than none. When an update fails, or another page
   came instead of the board (signed out), keep what is shown and say that it may be old. */
const stale = document.getElementById("board-stale");

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const arrived = event.detail.xhr.status === 200 && event.detail.xhr.responseText.includes('id="board"');
  event.detail.shouldSwap = arrived;
  stale.hidden = arrived;
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(failure, () => { stale.hidden = false; });
}
