// The button that prints this page. Without this script the browser's own menu does it.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
