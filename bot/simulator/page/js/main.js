// Starts the page (入口).

import { ask, listen, load, on, read, state } from "./company.js";
import { button, byId, fill, h, toast } from "./dom.js";
import { confirm } from "./dialogs.js";
import { startDrawers } from "./drawers.js";
import { startFaults, startQuick } from "./faults.js";
import { icon } from "./icons.js";
import { startLog } from "./log.js";
import { startPeople } from "./people.js";
import { startPhone } from "./phone.js";

const HEALTH = { ok: ["", "正常"], silent: [" red", "没有回应"], waiting: [" amber", "等它启动"] };

function startTop() {
  fill(byId("reset"), icon("reset", 17), "重置演示数据");
  fill(byId("desktop"), icon("expand", 16), "打开桌面版");
  byId("reset").addEventListener("click", reset);
  on("health", () => {
    const [tone, words] = HEALTH[state.health];
    fill(byId("health"), h("span", { class: `dot${tone}` }), `应用 ${new URL(state.app).host} ${words}`);
    byId("desktop").href = `${state.app}/sign-in/web`;
  });
}

async function reset() {
  const { messages } = await ask("GET", "state");
  const sure = await confirm(`清空 ${messages} 条消息？`, "所有人的会话和调用记录都会清掉，找不回来。应用里的数据不变", `清空 ${messages} 条`);
  if (!sure) return;
  try {
    await ask("POST", "reset", {});
    toast(`已清空 ${messages} 条消息`);
  } catch (error) {
    toast(error.message);
  }
}

async function start() {
  startTop();
  startPhone();
  startLog();
  startPeople();
  startQuick();
  startFaults();
  startDrawers();
  document.addEventListener("visibilitychange", read);
  try {
    await listen();
    await load();
    await ask("POST", `people/${state.person}/enter`, { by_itself: true });
  } catch (error) {
    fill(byId("chat"), h("li", { class: "blank" }, error.message, h("br"), button({ class: "text-button", text: "重新打开", onclick: () => location.reload() })));
  }
}

start();
