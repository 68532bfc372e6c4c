// Streamlit's own English words in Chinese, keys, copying the address, a reload once the session has ended.
"use strict";

// Streamlit would otherwise look for its server below the page's own address first, and find it closed.
window.__streamlit = { BACKEND_BASE_URL: location.origin };

const HELP = "Help for ";
const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-roledescription"];

// "Show data: what the chart shows": the word is Streamlit's, the rest ours.
// "Remove file.xlsx": the same, without a colon.
function inChinese(label) {
  // The mark behind a field's name: "Help for" and the name, which is ours.
  if (label.startsWith(HELP)) return `${WORDS[HELP.trim()]}：${label.slice(HELP.length)}`;
  if (label.startsWith("Remove ") && WORDS.Remove) return `${WORDS.Remove} ${label.slice(7)}`;
  const cut = label.indexOf(": ");
  if (label in WORDS || cut < 0) return WORDS[label] ?? validated(label);
  const word = WORDS[label.slice(0, cut)];
  const told = validated(label.slice(cut + 2));
  return word === undefined ? validated(label) : `${word}：${told ?? label.slice(cut + 2)}`;
}

function matched(sentences, text) {
  const found = Object.entries(sentences).find(([pattern]) => new RegExp(pattern).test(text));
  return found && text.replace(new RegExp(found[0]), found[1]);
}

// What an input says of a value that it doesn't take; to the eye the word "Error" before it is an element of its own.
const VALIDATED = /^(Error: |: )?(?=Number is |Date |Time |time |Value is |Invalid |Hours |Minutes |Seconds )/;

function validated(text) {
  const lead = VALIDATED.exec(text);
  const told = lead && matched(SENTENCES, text.slice(lead[0].length));
  const before = { "Error: ": `${WORDS.Error}：`, ": ": "：" }[lead?.[1]] ?? "";
  return told ? before + told : undefined;
}

// What is only read out, to people who don't see the list: sentences with a number or an option in them.
function announced(text) {
  return matched(ANNOUNCEMENTS, text);
}

function translateText(node) {
  const text = node.nodeValue.trim();
  const word = WORDS[text] ?? validated(text) ?? (node.parentElement?.closest("[data-live-announcer]") ? announced(text) : undefined);
  if (word !== undefined) node.nodeValue = word;
}

function translateAttributes(element) {
  for (const name of ATTRIBUTES) {
    const word = inChinese((element.getAttribute(name) || "").trim());
    if (word !== undefined) element.setAttribute(name, word);
  }
}

function translate(root) {
  if (root.nodeType === Node.TEXT_NODE) translateText(root);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  translateAttributes(root);
  for (const element of root.querySelectorAll("[aria-label],[title],[placeholder],[alt],[aria-roledescription]")) translateAttributes(element);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) translateText(texts.currentNode);
}

// Streamlit's table fetches the field to type in with the first digit, and what is typed until it comes is lost: of 123
// typed over a slow line 3 was kept. So it is fetched as soon as a table is seen.
let editorsAsked = false;

function fetchEditors() {
  if (editorsAsked || !document.querySelector('[data-testid="data-grid-canvas"]')) return;
  editorsAsked = true;
  // Without them the table fetches its own, as before.
  for (const address of EDITORS) import(location.origin + address).catch(() => { editorsAsked = false; });
}

function onChange(changes) {
  for (const change of changes) {
    if (change.type === "characterData") translateText(change.target);
    else if (change.type === "attributes") translateAttributes(change.target);
    else change.addedNodes.forEach(translate);
  }
  fetchEditors();
  coveredAt = isCovered() ? coveredAt ?? location.href : null;
  // Without a session the server refuses the connection and Streamlit would try for ever.
  if (document.querySelector('[data-testid="stDialog"]')) reloadIfOver();
}

let asking = false;

async function reloadIfOver() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch("/sign-in/state", { cache: "no-store" });
    if (answer.status === 401) {
      keepDraft();
      location.reload();
    }
  } catch {
    // The server can't be reached: there is nothing to tell yet.
  }
  setTimeout(() => { asking = false; }, 5000);
}

// Numbers in mark-up and single keys press the hidden buttons of the page, by the name of their container.
const buttonOf = (name) => document.querySelector(`.st-key-${CSS.escape(name)} button:not([disabled])`);

function press(name) {
  const button = buttonOf(name);
  if (button) button.click();
  return button !== null;
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable='true'], [role='combobox']") !== null;
}

const isCovered = () => document.querySelector('[role="dialog"][aria-modal="true"], [data-testid="stDialog"]') !== null;

// The search stands in a popover that has to be opened first.
function searchArea() {
  const found = () => document.querySelector('.st-key-area_search input, [class*="st-key-area_search_"] input');
  if (!found() && !press("filter_area")) return false;
  let left = 40;
  const wait = setInterval(() => {
    const field = found();
    if (field) field.focus();
    if (field || --left === 0) clearInterval(wait);
  }, 50);
  return true;
}

// Streamlit takes what is pressed during one run as one press: each step waits until the address tells of the one before.
const MOST_STEPS = 20;
const STEP_PATIENCE = 10000;
let steps = 0;

function undo() {
  steps = Math.min(steps + 1, MOST_STEPS);
  if (steps === 1) takeSteps();
  return true;
}

function takeSteps() {
  const before = location.href;
  press("undo");
  let left = STEP_PATIENCE / 50;
  const wait = setInterval(() => {
    const taken = location.href !== before;
    if (!taken && buttonOf("undo") && --left > 0) return;
    clearInterval(wait);
    steps = taken ? steps - 1 : 0;
    if (steps > 0) takeSteps();
  }, 50);
}

const KEYS = { "/": searchArea, "g": () => press("key_pages"), "?": () => press("key_help"), "u": undo };

// In the list of pages a digit, and behind the nine of them a letter, opens the page that it stands before.
function openNumbered(key) {
  const links = document.querySelectorAll('.st-key-pages_list [data-testid="stPageLink-NavLink"]');
  const link = [...links].find((one) => one.textContent.trim().startsWith(`${key} `));
  if (link) link.click();
  return link !== undefined;
}

// Content that was drawn anew takes the focus of a dialog away, and with it the key that closes it.
function closeDialog() {
  const button = document.querySelector('[role="dialog"] > button, [data-testid="stDialog"] button[aria-label]');
  if (button && document.activeElement === document.body) button.click();
}

function onKey(event) {
  if (event.key === "Escape") closeDialog();
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
  const pressed = event.target.closest("[data-press]");
  const enters = event.key === "Enter" || event.key === " ";
  const known = Object.hasOwn(KEYS, event.key) && !isCovered();
  const done = enters && pressed ? press(pressed.dataset.press)
    : known ? KEYS[event.key]() : /^[1-9a-z]$/.test(event.key) && openNumbered(event.key);
  if (done) event.preventDefault();
}

// Back means the window that covers the page, not the page below it: the address stays, only the window goes.
let coveredAt = null;

function onHistory(event) {
  const button = document.querySelector('[data-testid="stDialog"] button[aria-label], [role="dialog"] > button');
  if (!isCovered() || !button || coveredAt === null) return;
  event.stopImmediatePropagation();
  history.pushState(history.state, "", coveredAt);
  button.click();
}

async function copyAddress(button) {
  const address = location.href;
  let copied = true;
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    // Not allowed without HTTPS: the older way works on a selected field.
    const field = document.createElement("textarea");
    field.value = address;
    document.body.append(field);
    field.select();
    copied = document.execCommand("copy");
    field.remove();
  }
  say(copied ? button.dataset.copy : button.dataset.copyFailed);
}

function say(text) {
  document.querySelector(".shell-said")?.remove();
  const said = document.createElement("div");
  said.className = "shell-said";
  said.setAttribute("role", "status");
  said.textContent = text;
  document.body.append(said);
  setTimeout(() => said.remove(), 4000);
}

function onClick(event) {
  // Who clicks on means what was clicked, not the steps that were still to come.
  if (event.isTrusted) steps = Math.min(steps, 1);
  const pressed = event.target.closest("[data-press]");
  const copying = event.target.closest("[data-copy]");
  // Whoever selects a number to copy it doesn't ask what it means.
  if (pressed && String(getSelection()) === "") press(pressed.dataset.press);
  if (copying) copyAddress(copying);
}

// Charts and style sheet are made on the server for one scheme: under another the page is asked for anew.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => location.reload(), 200));
// Before Streamlit's own, which begins to listen once its page stands.
window.addEventListener("popstate", onHistory);
document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") reloadIfOver();
});
document.addEventListener("DOMContentLoaded", () => {
  translate(document.body);
  new MutationObserver(onChange).observe(document.body, {
    attributeFilter: ATTRIBUTES, attributes: true, characterData: true, childList: true, subtree: true,
  });
});
