// Emotions: their order on the wheel, their colours, and moods as the page writes them.

/** Around the wheel, neighbours being alike; from pleasant and lively, against the clock. */
export const WHEEL = [
  "happy", "surprised", "panicked", "fearful", "wailing", "angry", "cold_angry",
  "disgusted", "contempt", "sad", "bored", "tired", "calm", "tender",
];

const DIGITS = 100;

/** The emotions that can be felt here, in the wheel's order; others behind it. */
export function ordered(emotions) {
  const known = WHEEL.filter((name) => emotions.includes(name));
  return [...known, ...emotions.filter((name) => !WHEEL.includes(name) && name !== "neutral" && name !== "whisper")];
}

/** The one colour of an emotion, wherever it is drawn. */
export function colour(name) {
  const own = getComputedStyle(document.documentElement).getPropertyValue(`--e-${name}`).trim();
  return own || getComputedStyle(document.documentElement).getPropertyValue("--e-neutral").trim();
}

export const shown = (name) => name.replaceAll("_", " ");

export function strongest(mood) {
  const [name] = Object.entries(mood).sort((a, b) => b[1] - a[1])[0] ?? ["neutral"];
  return name;
}

/** `angry 0.6 + sad 0.2`, as a tag has it. */
export function written(mood) {
  const parts = Object.entries(mood).filter(([, weight]) => weight >= 0.005).sort((a, b) => b[1] - a[1]);
  return parts.map(([name, weight]) => (weight >= 0.995 ? name : `${name} ${rounded(weight)}`)).join(" + ") || "neutral";
}

export const rounded = (weight) => Math.round(weight * DIGITS) / DIGITS;

/** A mood with one weight changed; the others give way where the sum would be above 1. */
export function withWeight(mood, name, weight) {
  const others = Object.entries(mood).filter(([other]) => other !== name);
  const sum = others.reduce((total, [, value]) => total + value, 0);
  const share = sum > 1 - weight ? (1 - weight) / sum : 1;
  const next = Object.fromEntries(others.map(([other, value]) => [other, rounded(value * share)]).filter(([, value]) => value > 0));
  if (weight >= 0.005) next[name] = rounded(weight);
  return next;
}

/** Where a mood lies on the wheel of radius 1. */
export function placeOf(mood, emotions) {
  let [x, y] = [0, 0];
  for (const [name, weight] of Object.entries(mood)) {
    const at = emotions.indexOf(name);
    if (at < 0) continue;
    x += weight * Math.cos(angleOf(at, emotions.length));
    y += weight * Math.sin(angleOf(at, emotions.length));
  }
  return { x, y };
}

/** The mood at a place of the wheel: its two neighbours by angle, as strong as it is far out. */
export function moodAt({ x, y }, emotions) {
  const strength = Math.min(1, Math.hypot(x, y));
  if (strength < 0.05 || !emotions.length) return {};
  const turn = (Math.atan2(y, x) / (2 * Math.PI) + 1) % 1;
  const place = turn * emotions.length;
  const first = Math.floor(place) % emotions.length;
  const share = place - Math.floor(place);
  let mood = {};
  if (1 - share > 0.08) mood[emotions[first]] = rounded(strength * (share < 0.08 ? 1 : 1 - share));
  if (share > 0.08) mood[emotions[(first + 1) % emotions.length]] = rounded(strength * (share > 0.92 ? 1 : share));
  return mood;
}

export const angleOf = (index, count) => (index / count) * 2 * Math.PI;
