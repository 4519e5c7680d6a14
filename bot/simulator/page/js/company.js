// What the page knows of the company (状态), kept fresh by server-sent events.

export const state = { people: [], log: [], faults: {}, person: "", messages: [], menu: null, clock: { ahead: 0 } };
const listeners = new Map();
const PATIENCE = 3000;

/** Calls `run` after every change of that kind. */
export function on(kind, run) {
  listeners.set(kind, [...(listeners.get(kind) || []), run]);
}

export function changed(kind, value) {
  for (const run of listeners.get(kind) || []) run(value);
}

/** An answer of the control API; throws an Error with the server's sentence. */
export async function ask(method, path, body) {
  const answer = await fetch(`/simulator/_sim/${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Error("模拟器没有回应，等它重新启动");
  });
  const text = await answer.text();
  if (answer.ok) return text ? JSON.parse(text) : {};
  let words = text;
  try {
    words = JSON.parse(text).error || text;
  } catch {
    // the sentence itself
  }
  throw new Error(words || `出错了：HTTP ${answer.status}`);
}

export function now() {
  return Date.now() / 1000 + state.clock.ahead;
}

export function me() {
  return state.people.find((person) => person.userid === state.person);
}

/** Reads everything anew: at the start, after a reset and after a lost connection. */
export async function load() {
  const found = await ask("GET", "state");
  Object.assign(state, found);
  if (!me()) state.person = remembered() || found.first;
  state.log = [];
  const log = await ask("GET", "log");
  state.log = [...newer(state.log, log[0]), ...log];
  await loadChat();
  for (const kind of ["people", "menu", "faults", "health", "log", "clock"]) changed(kind);
}

export async function loadChat() {
  const person = state.person;
  state.messages = [];
  const messages = await ask("GET", `people/${person}/messages`);
  if (person !== state.person) return;
  state.messages = [...messages, ...newer(state.messages, messages[messages.length - 1])];
  changed("chat");
  read();
}

/** What came by event while the answer was on its way. */
function newer(heard, last) {
  return heard.filter((one) => !last || one.id > last.id);
}

export async function usePerson(userid) {
  if (userid === state.person) return;
  state.person = userid;
  state.messages = [];
  try {
    localStorage.setItem("person", userid);
  } catch {
    // private windows may refuse; the choice then lasts until the page closes
  }
  changed("person");
  changed("people");
  await loadChat();
  await ask("POST", `people/${userid}/enter`, { by_itself: true });
}

export function read() {
  if (document.visibilityState !== "visible") return;
  const person = me();
  if (!person || !person.unread) return;
  ask("POST", `people/${person.userid}/read`, {}).catch(() => {});
}

/** Resolves once the events flow, so that nothing happens unheard between reading and listening. */
export function listen() {
  const source = new EventSource("/simulator/_sim/live");
  let lost = false;
  const hear = (kind, run) => source.addEventListener(kind, (event) => run(JSON.parse(event.data)));
  const flowing = new Promise((done) => {
    hear("hello", () => {
      changed("connection", true);
      if (lost) load().catch(() => {});
      lost = false;
      done();
    });
    setTimeout(done, PATIENCE);
  });
  source.addEventListener("error", () => {
    lost = true;
    changed("connection", false);
  });
  hear("message", hearMessage);
  hear("read", ({ person }) => count(person, 0));
  hear("log", hearCall);
  hear("log_cleared", () => ((state.log = []), changed("log")));
  hear("people", (people) => ((state.people = people), changed("people")));
  hear("menu", (menu) => ((state.menu = menu), changed("menu")));
  hear("faults", (faults) => ((state.faults = faults), changed("faults")));
  hear("health", (health) => ((state.health = health), changed("health")));
  hear("clock", (clock) => ((state.clock = clock), changed("clock")));
  hear("reset", () => load().catch(() => {}));
  return flowing;
}

function hearMessage(message) {
  const mine = message.person === state.person;
  const place = state.messages.findIndex((one) => one.id === message.id);
  if (mine && place >= 0) state.messages[place] = message;
  else if (mine) state.messages.push(message);
  if (mine) changed("message", message);
  const person = state.people.find((one) => one.userid === message.person);
  if (message.unread && message.fresh && person) count(message.person, person.unread + 1);
  if (message.state === "recalled") ask("GET", "people").then((people) => ((state.people = people), changed("people")), () => {});
  if (mine) read();
}

function hearCall(row) {
  const place = state.log.findIndex((one) => one.id === row.id);
  if (place >= 0) state.log[place] = row;
  else state.log.unshift(row);
  state.log.length = Math.min(state.log.length, 500);
  changed("call", row);
}

function count(userid, unread) {
  const person = state.people.find((one) => one.userid === userid);
  if (!person || person.unread === unread) return;
  person.unread = unread;
  changed("people");
}

function remembered() {
  try {
    const userid = localStorage.getItem("person");
    return state.people.some((person) => person.userid === userid) && userid;
  } catch {
    return "";
  }
}
