// The phone of somebody in the room: steers the one screen that it was paired with.
"use strict";
(function () {
  const WORDS = JSON.parse(document.getElementById("words").textContent);
  const EVERY = 2000, TOLD = 4000;
  const main = document.getElementById("main"), said = document.getElementById("said");
  let code = "", drawn = "", why = "";

  const say = (name, values) =>
    (WORDS[name] || "").replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? values[key] : all));

  function element(name, kind, text) {
    const made = document.createElement(name);
    made.className = kind || "";
    made.textContent = text || "";
    return made;
  }

  async function ask(path, options) {
    const answer = await fetch(path, Object.assign({ cache: "no-store" }, options));
    // A proxy answers for a server that is away; any other answer is the server's own.
    if (answer.status < 500 && said.textContent === say("no_server")) {
      said.textContent = "";
    }
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  }

  async function send(asked) {
    try {
      const answer = await ask("/remote/steer", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked),
      });
      said.textContent = answer.status === 200 ? say("done") : say("failed");
    } catch (error) {
      said.textContent = say("failed");
    }
    clearTimeout(send.timer);
    send.timer = setTimeout(() => { said.textContent = ""; }, TOLD);
    look();
  }

  function button(name, asked, kind) {
    const made = element("button", kind, say(name));
    made.addEventListener("click", () => send(asked));
    return made;
  }

  // Drawn anew only when something has changed, so that a finger never meets a button that moves away.
  function show(told) {
    const mark = JSON.stringify(told);
    if (mark === drawn) {
      return;
    }
    drawn = mark;
    main.textContent = "";
    main.append(element("h1", "", told.screen), element("p", "muted", told.programme));
    main.appendChild(element("p", "", told.there ? say("showing", { item: told.showing }) : say("away")));
    for (const one of told.notices) {
      const box = element("section", "urgent");
      box.append(element("b", "", say("urgent")), element("p", "", one.text), button("acknowledge", { acknowledge: one.id }));
      main.appendChild(box);
    }
    const alarm = told.alarm;
    if (alarm && alarm.seen.length) {
      const box = element("section", "urgent");
      box.append(element("b", "", say("alarm")), element("p", "", alarm.big ? alarm.big.text : alarm.line));
      box.appendChild(button("answer", { alarm: alarm.seen }));
      main.appendChild(box);
    }
    const keys = element("div", "keys");
    keys.append(button("previous", { command: "previous" }), button("next", { command: "next" }));
    const pause = told.paused ? "resume" : "pause";
    keys.appendChild(button(pause, { command: pause }, "wide"));
    main.appendChild(keys);
  }

  function message(text, big) {
    drawn = "";
    main.textContent = "";
    main.append(element("h1", "", say("title")), element("p", "", text));
    if (big) {
      main.appendChild(element("p", "code", big));
    }
  }

  async function look() {
    const answer = await ask("/remote/state?screen=" + [innerWidth * devicePixelRatio, innerHeight * devicePixelRatio].map(Math.round).join("x"));
    if (answer.status === 200) {
      why = "";
      show(answer.body);
      return true;
    }
    if (answer.status === 403) {
      message(say("refused_network"));
      return true;
    }
    if (answer.body.reason === "revoked") {
      why = say("revoked");
    }
    return false;
  }

  async function pair() {
    const answer = await ask("/wall/pair?kind=remote", { method: code ? "GET" : "POST" });
    if (answer.body.code) {
      code = answer.body.code;
      message(why + say("pair") + " · " + say("pair_hint", { minutes: answer.body.minutes }), code.slice(0, 4) + " " + code.slice(4));
    } else if (answer.body.state !== "waiting") {
      code = "";
      if (answer.body.state === "too_often") {
        message(say("too_often"));
      }
    }
  }

  async function turn() {
    try {
      if (!(await look())) {
        await pair();
      }
      if (said.textContent === say("no_server")) {
        said.textContent = "";
      }
    } catch (error) {
      said.textContent = say("no_server");
    }
    setTimeout(turn, EVERY * (0.8 + 0.4 * Math.random()));
  }

  message(say("starting"));
  turn();
})();
