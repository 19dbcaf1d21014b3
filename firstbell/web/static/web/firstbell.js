/* Starts GOV.UK Frontend, where the browser can run it. Every page works without this file.
   No script stands in a page itself, so the mark for "there is script" is set here. */
document.body.classList.add("js-enabled", "govuk-frontend-supported");
const { initAll } = await import(document.body.dataset.frontend);
initAll();
