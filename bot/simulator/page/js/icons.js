// Line icons (图标), 24 × 24, stroke 1.9.

const SHAPES = {
  back: "M15 18l-6-6 6-6",
  next: "M9 18l6-6-6-6",
  up: "M18 15l-6-6-6 6",
  close: "M18 6L6 18M6 6l12 12",
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM20 20l-4-4",
  plus: "M12 5v14M5 12h14",
  add: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 8v8M8 12h8",
  reset: "M4 12a8 8 0 1 0 2.6-5.900L4 8.500M4 4v4.500h4.5",
  expand: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  scan: "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M8 9h8M8 12h8M8 15h5",
  pin: "M12 21s7-6.3 7-11.500A7 7 0 0 0 5 9.500C5 14.7 12 21 12 21zM12 7a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.500V21",
  enter: "M13 4h6v16h-6M4 12h10M10 8l4 4-4 4",
  camera: "M4 8h3.500L9 5.500h6L16.5 8H20v11H4zM12 10a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.600z",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-2.5 4 3.500M15.5 8.500h.01",
  timer: "M10 3h4M12 6.500a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.400zM12 10v4l2.5 1.5",
  alert: "M8.5 3.500h7l5 5v7l-5 5h-7l-5-5v-7zM12 8v5M12 16h.01",
  unplug: "M4 4l16 16M8 6.500L11 4l2 4-1.5 1M6 9l2.5 5 3-1.500M14 14l4-2-2.5-4.500M9 20l3-3",
  key: "M15.5 4a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM12.2 11.8L4 20M7 17l2.5 2.500M10 14l2 2",
  repeat: "M20 11a8 8 0 0 0-14.3-3.800L4 9M4 4v5h5M4 13a8 8 0 0 0 14.3 3.800L20 15M20 20v-5h-5",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4l3 2",
  ok: "M12 3.500a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM8.5 12.200l2.4 2.4 4.6-5",
  failed: "M12 3.500a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM9 9l6 6M15 9l-6 6",
  running: "M12 3.500a8.5 8.5 0 1 1-8.5 8.5",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M7 14h10",
  list: "M4 7h16M4 12h16M4 17h16",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  people: "M9 4.500a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 5a3.3 3.3 0 0 1 0 6.300M18 14.500c2.2.8 3.5 2.7 3.5 5.5",
  log: "M5 4h14v16H5zM8.5 9h7M8.5 13h7M8.5 17h4",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  play: "M7 5l12 7-12 7z",
  home: "M4 11l8-7 8 7v9H4zM10 20v-6h4v6",
};

/** An icon nobody reads aloud; the button around it carries the name. */
export function icon(name, size = 18) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const set = { viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor" };
  const line = { "stroke-width": name === "more" ? 2.8 : 1.9, "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [key, value] of Object.entries({ ...set, ...line, "aria-hidden": "true" })) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name === "slow" || name === "dropped" ? "timer" : name]);
  svg.append(path);
  return svg;
}
