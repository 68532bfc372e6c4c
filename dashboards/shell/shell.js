// Streamlit's own English words in Chinese, and a reload once the session behind this page has ended.
"use strict";

// Streamlit would otherwise look for its server below the page's own address first, and find it closed.
window.__streamlit = { BACKEND_BASE_URL: location.origin };

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

// "Show data: what the chart shows": the word is Streamlit's, the rest ours.
function inChinese(label) {
  const cut = label.indexOf(": ");
  if (label in WORDS || cut < 0) return WORDS[label];
  const word = WORDS[label.slice(0, cut)];
  return word === undefined ? undefined : `${word}：${label.slice(cut + 2)}`;
}

function translateText(node) {
  const word = WORDS[node.nodeValue.trim()];
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
  for (const element of root.querySelectorAll("[aria-label],[title],[placeholder],[alt]")) translateAttributes(element);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) translateText(texts.currentNode);
}

function onChange(changes) {
  for (const change of changes) {
    if (change.type === "characterData") translateText(change.target);
    else if (change.type === "attributes") translateAttributes(change.target);
    else change.addedNodes.forEach(translate);
  }
  // Without a session the server refuses the connection and Streamlit would try for ever.
  if (document.querySelector('[data-testid="stDialog"]')) reloadIfOver();
}

let asking = false;

async function reloadIfOver() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch("/sign-in/state", { cache: "no-store" });
    if (answer.status === 401) location.reload();
  } catch {
    // The server can't be reached: there is nothing to tell yet.
  }
  setTimeout(() => { asking = false; }, 5000);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") reloadIfOver();
});
document.addEventListener("DOMContentLoaded", () => {
  translate(document.body);
  new MutationObserver(onChange).observe(document.body, {
    attributeFilter: ATTRIBUTES, attributes: true, characterData: true, childList: true, subtree: true,
  });
});
