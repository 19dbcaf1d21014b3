/* Keeps on the server what is being written, and asks before the time of a signed-in person runs
   out. Nothing is kept in the browser. The server alone decides when the time is over. */

const WRITE_AFTER = 3_000;
const ASK_BEFORE = 120;

const main = document.querySelector("main");
const dialog = document.getElementById("time-out");
const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
const stay = document.body.dataset.stay;

let ends = 0;
const endsIn = (seconds) => { ends = Date.now() + seconds * 1000; };
const whole = Number(document.body.dataset.seconds);
endsIn(whole);

const leave = () => location.assign(location.pathname + location.search);

async function ask(url, fields) {
  const options = fields
    ? { method: "POST", body: fields, headers: { "X-CSRFToken": token }, keepalive: true }
    : {};
  try {
    const answer = await fetch(url, options);
    if (answer.status === 401) leave();
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; /* No network: the server is asked again, and ends the time by itself. */
  }
}

/* ---- what is being written ---- */

const form = [...main.querySelectorAll("form[method=post]")].find(
  (each) => main.dataset.draft && new URL(each.action).pathname === main.dataset.draft,
);
let waiting = null;

async function write() {
  clearTimeout(waiting);
  waiting = null;
  const fields = new URLSearchParams(new FormData(form));
  fields.set("draft_address", main.dataset.draft);
  if ((await ask(main.dataset.keep, fields))?.is_kept) await look();
}

if (form) {
  form.addEventListener("input", () => { waiting ??= setTimeout(write, WRITE_AFTER); });
  form.addEventListener("submit", () => { clearTimeout(waiting); waiting = null; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && waiting) write();
  });
}

/* ---- the time ---- */

async function look() {
  const told = await ask(stay);
  if (told) endsIn(told.seconds);
}

const left = () => Math.ceil((ends - Date.now()) / 1000);
const before = Math.min(ASK_BEFORE, whole / 2);
const status = dialog.querySelector("[role=status]");
let looking = false;

function say() {
  const minutes = Math.ceil(left() / 60);
  const words = minutes > 1 ? status.dataset.many.replace("#", minutes) : status.dataset.few;
  if (status.textContent !== words) status.textContent = words;
}

async function tick() {
  if (looking || left() > before) {
    if (dialog.open && left() > before) dialog.close();
    return;
  }
  looking = true;
  if (!dialog.open) {
    if (waiting) await write();
    await look(); /* Another window may have been used meanwhile. */
    if (left() <= before && left() > 0) dialog.showModal();
  }
  say();
  if (left() <= 0) leave();
  looking = false;
}

dialog.querySelector("[data-stay-here]").addEventListener("click", async () => {
  const told = await ask(stay, new URLSearchParams());
  if (told) endsIn(told.seconds);
  dialog.close();
});
dialog.addEventListener("cancel", (event) => event.preventDefault());

setInterval(tick, 1000);
