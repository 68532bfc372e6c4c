// Keeps what was being typed when a session ends: for the same person, on the same page, in this tab, never passwords.

const DRAFT = "fengqiao-draft";
const DRAFT_MINUTES = 30;
const STATE_EVERY = 60000;

const typed = new Map();
let waiting = new Map();
let refilled = new WeakSet();
let owner = null;

function isKept(field) {
  return field.matches('input[type="text"], input:not([type]), textarea')
    && !field.matches('[autocomplete*="password"], [autocomplete="one-time-code"], [role="combobox"]')
    && !field.closest(".st-key-sign_in, .st-key-own_password");
}

function fieldName(field) {
  const box = field.closest('[class*="st-key-"]');
  const key = box ? [...box.classList].find((name) => name.startsWith("st-key-")) : "";
  return `${key}|${field.getAttribute("aria-label") || ""}`;
}

function fields() {
  return [...document.querySelectorAll("input, textarea")].filter(isKept);
}

function onTyped(event) {
  const field = event.target;
  if (!event.isTrusted || !field.matches("input, textarea") || !isKept(field)) return;
  typed.set(fieldName(field), field.value);
  waiting.delete(fieldName(field));
}

// What was sent and cleared, or stood in a window that is closed, isn't being typed any more.
function forgetSent() {
  if (!typed.size || !document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]')) return;
  const shown = new Map(fields().map((field) => [fieldName(field), field.value]));
  for (const name of [...typed.keys()]) {
    if (shown.get(name)) typed.set(name, shown.get(name));
    else typed.delete(name);
  }
}

function keepDraft() {
  if (typed.size && owner) {
    const draft = { page: location.pathname, owner, at: Date.now(), fields: [...typed] };
    sessionStorage.setItem(DRAFT, JSON.stringify(draft));
    typed.clear();
  }
}

// Read once: whoever is signed in now, it is for them on this page or for nobody.
function takeDraft() {
  const kept = sessionStorage.getItem(DRAFT);
  if (kept === null || owner === null) return;
  sessionStorage.removeItem(DRAFT);
  const draft = JSON.parse(kept);
  const fresh = Date.now() - draft.at < DRAFT_MINUTES * 60000;
  if (fresh && draft.owner === owner && draft.page === location.pathname) waiting = new Map(draft.fields);
}

function refill() {
  if (!waiting.size) return;
  for (const field of fields()) {
    const text = waiting.get(fieldName(field));
    if (text === undefined || refilled.has(field)) continue;
    refilled.add(field);
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    typed.set(fieldName(field), text);
  }
}

function watchDrafts() {
  if (document.querySelector(".st-key-session_over")) return keepDraft();
  owner = document.querySelector("[data-person]")?.dataset.person ?? owner;
  takeDraft();
  refill();
  forgetSent();
}

function onLeaving(event) {
  // Whoever signs out leaves nothing behind.
  if (event.target.closest(".st-key-sign_out")) {
    typed.clear();
    sessionStorage.removeItem(DRAFT);
  }
}

document.addEventListener("input", onTyped, true);
document.addEventListener("click", onLeaving, true);
document.addEventListener("DOMContentLoaded", () => {
  new MutationObserver(watchDrafts).observe(document.body, {
    attributeFilter: ["data-test-script-state"], attributes: true, childList: true, subtree: true,
  });
  // A page that nobody touches says when its session is over, instead of showing its figures for ever.
  setInterval(() => { if (owner && document.visibilityState === "visible") reloadIfOver(); }, STATE_EVERY);
});
