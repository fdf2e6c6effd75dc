// Shared by all widgets. A page draws the state of its model and sends what was pressed; it decides nothing.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  // append makes text nodes of strings: what a customer wrote is never read as HTML.
  node.append(...children.flat().filter((child) => child !== null && child !== undefined).map((child) =>
    child instanceof Node ? child : String(child)));
  return node;
}

// el("button", { class: "cx-button", onclick: f }, "Next")
function el(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

let lastId = 0;
function newId(stem) {
  lastId += 1;
  return `cx-${stem}-${lastId}-${Math.random().toString(36).slice(2, 8)}`;
}

// The frame of a widget: its size, its name, and a live region that a screen reader reads aloud.
function open(model, host, kind, label) {
  const live = el("div", { class: "cx-said", role: "status", "aria-live": "polite" });
  const root = el("section", { class: `cx-widget cx-${kind}`, "aria-label": label });
  host.append(root);
  postOf(model); // first, so that what is drawn when Python has answered knows that it has
  watch(model, ["scale"], () => root.style.setProperty("--cx-scale", model.get("scale")));
  watch(model, ["said"], () => { live.textContent = model.get("said"); });
  return { root, live };
}

// Draw now, and again whenever one of these traits changes.
function watch(model, names, draw) {
  for (const name of names) model.on(`change:${name}`, draw);
  draw();
}

// Draw what a person may have in the hand: not while Python still works on what was done, so that the answer to an
// older step never undoes a newer one.
function keepUp(model, names, draw) {
  watch(model, [...names, "heard"], () => { if (isSettled(model)) draw(); });
}

// What a person does reaches Python in order: the next message leaves when Python has answered the one before. JupyterLab
// hands the messages of one widget now to one thread, now to another, and there a later one may overtake an earlier one.
const PATIENCE = 10000; // milliseconds; a busy kernel answers late, and one that is gone never
const posts = new WeakMap();

function postOf(model) {
  if (posts.has(model)) return posts.get(model);
  const post = { view: newId("view"), turn: 0, underway: false, waiting: [], timer: null };
  posts.set(model, post);
  model.on("change:heard", () => {
    const { from, turn } = model.get("heard");
    if (from === post.view && turn >= post.turn) goOn(model, post);
  });
  return post;
}

function goOn(model, post) {
  clearTimeout(post.timer);
  const next = post.waiting.shift();
  post.underway = next !== undefined;
  if (!next) return;
  post.turn += 1;
  post.timer = setTimeout(() => goOn(model, post), PATIENCE);
  const rest = typeof next.rest === "function" ? next.rest() : next.rest;
  model.send({ do: next.action, ...rest, from: post.view, turn: post.turn });
}

function isSettled(model) {
  const post = postOf(model);
  return !post.underway && !post.waiting.length;
}

// A message with a name takes the place of one of that name that still waits: of a slider only the last place counts.
// The rest may be a function; it is asked when the message leaves, and so knows the answer to the message before.
function send(model, action, rest, name = null) {
  const post = postOf(model);
  const last = post.waiting[post.waiting.length - 1];
  if (name !== null && last?.name === name) last.rest = rest;
  else post.waiting.push({ action, rest, name });
  if (!post.underway) goOn(model, post);
}

function button(words, act, properties) {
  return el("button", { type: "button", class: "cx-button", onclick: act, ...properties }, words);
}

// Keys move inside a widget; JupyterLab must not take them for its own commands.
function keepKeys(node) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && !(event.ctrlKey || event.metaKey)) event.stopPropagation();
  });
  node.setAttribute("data-lm-suppress-shortcuts", "true");
}
