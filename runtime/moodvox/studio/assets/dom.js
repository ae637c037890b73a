// Small helpers for building the page.

/** An element with properties, attributes (names with "-" or "role"), listeners (onX) and children. */
export function h(name, properties = {}, ...children) {
  const element = name.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4))
    : document.createElement(name);
  const isSvg = name.startsWith("svg:");
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(element.dataset, value);
    else if (isSvg || key.includes("-") || key === "role" || key === "for") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (selector, root = document) => root.querySelector(selector);

/** Tell everybody, also those who listen to the page. */
export function say(text, kind = "note") {
  const place = $("#said");
  place.className = kind;
  place.textContent = text;
  clearTimeout(say.timer);
  if (text && kind !== "wrong") say.timer = setTimeout(() => say(""), 6000);
}

/** Show a fault of the studio in one sentence. */
export function sayFault(fault) {
  const where = fault.where ? `${fault.where}: ` : "";
  say(`${where}${fault.message}${fault.hint ? ` (${fault.hint})` : ""}`, "wrong");
}

/** `make` a while after the last call, not with every one. */
export function later(make, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => make(...args), ms);
  };
}

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** Drag with the pointer: `move(event)` until it is let go, then `drop(event)`. */
export function drag(element, event, move, drop = () => {}) {
  element.setPointerCapture(event.pointerId);
  const end = (last) => {
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", end);
    element.removeEventListener("pointercancel", end);
    drop(last);
  };
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  event.preventDefault();
}
