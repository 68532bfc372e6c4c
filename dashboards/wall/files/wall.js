// The wall: asks the server every few seconds, shows what it was told, and says so when it no longer knows.
"use strict";
(function () {
  const WORDS = JSON.parse(document.getElementById("words").textContent);
  const RELEASE = document.querySelector("meta[name=release]").content;
  const ASKED = new URLSearchParams(location.search);
  const TRIED = ASKED.has("programme");
  // Milliseconds.
  const EVERY = 2500, PATIENCE = 6000, LOST = 9000, SHORTEST_PAGE = 8000, SHIFT_EVERY = 600000, RELOAD_AFTER = 300000;
  const STEERED_EVERY = 800, STEERED_FOR = 20000;
  const SHIFTS = [[0, 0], [3, 0], [3, 3], [0, 3], [-3, 3], [-3, 0], [-3, -3], [0, -3], [3, -3]];
  const HOUR = 3600000, CHINA = 8 * HOUR;
  const canvas = document.getElementById("canvas");
  const banner = document.getElementById("banner");
  const notice = document.getElementById("notice");
  const hint = document.getElementById("hint");

  let state = null, tag = "", offset = 0, answeredAt = 0, trouble = "", mode = "starting";
  let items = {}, failed = {}, at = { slot: 0, page: 0, since: 0 }, drawn = "", paused = false, commandDone = null, steeredUntil = 0;

  const say = (name, values) =>
    (WORDS[name] || "").replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? values[key] : all));
  // The server's hour: that of the screen may be wrong. Before the first answer its own has to do.
  const now = () => Date.now() + offset;
  const china = (moment) => new Date(moment + CHINA);
  const two = (number) => String(number).padStart(2, "0");
  const hour = (moment) => two(china(moment).getUTCHours()) + ":" + two(china(moment).getUTCMinutes());
  const dayOf = (moment) => china(moment).toISOString().slice(0, 10);
  const dayWords = (moment) => say("day", { m: china(moment).getUTCMonth() + 1, d: china(moment).getUTCDate() });
  // What is known of a whole day is told with the day.
  const until = (moment) => (dayOf(moment) !== dayOf(now()) && hour(moment) === "23:59" ? dayWords(moment) : written(moment));
  const written = (moment) => (dayOf(moment) === dayOf(now()) ? "" : dayWords(moment) + " ") + hour(moment);

  function age(moment) {
    const seconds = Math.max(0, Math.round((now() - moment) / 1000));
    if (seconds < 120) {
      return say("seconds", { count: seconds });
    }
    if (seconds < 7200) {
      return say("minutes", { count: Math.floor(seconds / 60) });
    }
    return seconds < 172800 ? say("hours", { count: Math.floor(seconds / 3600) }) : say("days", { count: Math.floor(seconds / 86400) });
  }

  // ---- asking

  async function ask(path, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(path, Object.assign({ cache: "no-store", signal: stop.signal }, options));
      const text = answer.status === 304 ? "" : await answer.text();
      return { status: answer.status, text: text, tag: answer.headers.get("etag"), time: Number(answer.headers.get("x-wall-time")) };
    } finally {
      clearTimeout(timer);
    }
  }

  function read(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      return null;
    }
  }

  function query() {
    const wanted = new URLSearchParams();
    const shape = [innerWidth * devicePixelRatio, innerHeight * devicePixelRatio].map(Math.round);
    wanted.set("screen", shape.join("x"));
    wanted.set("release", RELEASE);
    wanted.set("showing", state && current() ? current().id + ":" + (paused ? "paused" : "") : "");
    for (const name of ["programme", "theme", "height", "distance"]) {
      if (ASKED.has(name)) {
        wanted.set(name, ASKED.get(name));
      }
    }
    return wanted;
  }

  async function poll() {
    const next = Date.now() < steeredUntil ? STEERED_EVERY : (state && state.every) || EVERY;
    try {
      const answer = await ask("/wall/state?" + query(), tag ? { headers: { "If-None-Match": tag } } : {});
      await heard(answer);
    } catch (error) {
      trouble = "offline";
    }
    if (mode === "pairing") {
      return pairing();
    }
    tick();
    setTimeout(poll, next * (0.8 + 0.4 * Math.random()));
  }

  async function heard(answer) {
    if (answer.time) {
      offset = answer.time - Date.now();
    }
    const body = answer.status === 304 ? null : read(answer.text);
    if (answer.status === 401 || answer.status === 403) {
      return refused(body ? body.reason : "unpaired");
    }
    if (answer.status !== 304 && (answer.status !== 200 || !body)) {
      trouble = answer.status === 503 ? "database" : "offline";
      return;
    }
    answeredAt = now();
    trouble = "";
    mode = "showing";
    if (body) {
      await told(body, answer.text);
      tag = answer.tag || "";
    }
    await fetchItems();
  }

  async function told(body, text) {
    if (body.release !== RELEASE) {
      renew(body.release);
    }
    if (body.reason) {
      state = { slots: [], notices: [], problem: body.reason, command: { number: 0, name: "" } };
      return;
    }
    const before = state && current() ? current().id : null;
    const called = Boolean(body.wartime) && !(state && state.wartime);
    state = body;
    const stays = state.slots.findIndex((slot) => slot.id === before);
    // When wartime begins, its own board is what is looked at.
    if (stays < 0 || called) {
      at = { slot: 0, page: 0, since: now() };
    } else {
      at.slot = stays;
    }
    obey(body.command);
    if (!TRIED) {
      await Kept.put("state", text, now());
      await Kept.only(["state"].concat(state.slots.map((slot) => "item:" + slot.id)));
    }
  }

  // Once a while only: a server that serves an old page with a new state mustn't make the wall blink.
  function renew(release) {
    const last = read(sessionStorage.getItem("renewed") || "null");
    if (!last || last.release !== release || Date.now() - last.at > RELOAD_AFTER) {
      sessionStorage.setItem("renewed", JSON.stringify({ release: release, at: Date.now() }));
      location.reload();
    }
  }

  async function fetchItems() {
    const slots = state.slots.slice(at.slot).concat(state.slots.slice(0, at.slot));
    for (const slot of slots) {
      if (items[slot.id] && items[slot.id].key === slot.key) {
        continue;
      }
      try {
        const answer = await ask("/wall/item?" + query() + "&key=" + slot.key);
        const body = answer.status === 200 ? read(answer.text) : null;
        if (body && body.whole === true) {
          items[slot.id] = { key: slot.key, body: body, at: now() };
          delete failed[slot.id];
          if (!TRIED) {
            await Kept.put("item:" + slot.id, JSON.stringify(items[slot.id]), now());
          }
        } else {
          failed[slot.id] = true;
          // Asked for the whole state next time: the server may have forgotten what it offered.
          tag = "";
        }
      } catch (error) {
        failed[slot.id] = true;
      }
      tick();
    }
  }

  async function refused(reason) {
    trouble = "";
    state = null;
    items = {};
    tag = drawn = "";
    across();
    if (!TRIED) {
      await Kept.clear();
    }
    if (TRIED || reason === "network") {
      mode = "refused";
      message(say("refused_" + reason) || say("refused_unpaired"), "");
      return;
    }
    mode = "pairing";
    pairing.why = reason === "revoked" ? say("revoked") : "";
    message(pairing.why || say("starting"), "", pairing.why && say("new_code"));
  }

  // ---- pairing

  async function pairing() {
    let wait = 3000;
    try {
      const answer = await ask("/wall/pair?kind=screen", { method: pairing.code ? "GET" : "POST" });
      const body = read(answer.text) || {};
      if (body.code) {
        pairing.code = body.code;
        pairing.minutes = body.minutes;
        offer();
      } else if (body.state === "paired") {
        pairing.code = pairing.why = "";
        mode = "starting";
        message(say("paired"), "");
        return setTimeout(poll, 200);
      } else if (body.state !== "waiting") {
        pairing.code = "";
        wait = body.state === "too_often" ? 60000 : 1000;
        message(body.state === "expired" ? say("starting") : say("too_often"), "");
      } else if (pairing.lost) {
        offer();
      }
      pairing.lost = false;
    } catch (error) {
      pairing.lost = true;
      message(say("no_server"), pairing.code || "");
    }
    setTimeout(pairing, wait * (0.8 + 0.4 * Math.random()));
  }

  function offer() {
    const why = pairing.why ? pairing.why + "\n" : "", code = pairing.code;
    message(why + say("pair"), code.slice(0, 4) + " " + code.slice(4), say("pair_hint", { minutes: pairing.minutes }));
  }

  // A page of the shell's own words, with a code in the middle of it or nothing.
  function message(text, code, small) {
    drawn = "";
    hide(banner);
    hide(notice);
    Draw.size(innerWidth < innerHeight ? { width: 1080, height: 1920 } : { width: 1920, height: 1080 }, { han: 44, digits: 36 }, "dark");
    canvas.textContent = "";
    const box = Draw.element("section", "message");
    box.append(Draw.element("h1", "", say("product")), Draw.element("p", "", text));
    if (code) {
      box.appendChild(Draw.element("p", "code", code));
    }
    if (small) {
      box.appendChild(Draw.element("p", "small", small));
    }
    canvas.appendChild(box);
  }

  // ---- showing

  function current() {
    return state && state.slots.length ? state.slots[at.slot % state.slots.length] : null;
  }

  function held(slot) {
    return slot && items[slot.id] ? items[slot.id] : null;
  }

  function hasSomething(slot) {
    return Boolean(held(slot) && !held(slot).body.blank);
  }

  function pages(slot) {
    return held(slot) ? Math.max(1, held(slot).body.pages.length) : 1;
  }

  function step(by) {
    const slot = current();
    if (!slot) {
      return;
    }
    const page = at.page + by;
    if (page >= 0 && page < pages(slot)) {
      at = { slot: at.slot, page: page, since: now() };
      return;
    }
    const count = state.slots.length;
    let to = at.slot;
    // What has nothing to show is skipped, unless nothing has.
    for (let tries = 0; tries < count; tries += 1) {
      to = (to + by + count) % count;
      if (hasSomething(state.slots[to])) {
        break;
      }
    }
    at = { slot: to, page: by > 0 ? 0 : pages(state.slots[to]) - 1, since: now() };
  }

  function obey(command) {
    if (commandDone === null) {
      paused = command.name === "pause";
    } else if (command.number > commandDone) {
      // Whoever steers it presses again soon: for a while it asks more often.
      steeredUntil = Date.now() + STEERED_FOR;
      act(command.name);
    }
    commandDone = command.number;
  }

  function act(name) {
    if (name === "next" || name === "previous") {
      step(name === "next" ? 1 : -1);
    } else if (name === "pause" || name === "resume") {
      paused = name === "pause";
      at.since = now();
      flash(paused ? say("paused") : say("resumed"));
    }
    tick();
  }

  function flash(text) {
    hint.textContent = text;
    hint.hidden = false;
    clearTimeout(flash.timer);
    flash.timer = setTimeout(() => hide(hint), 2500);
  }

  function hide(element) {
    if (!element.hidden) {
      element.hidden = true;
    }
  }

  function tick() {
    if (mode !== "showing") {
      return;
    }
    const slot = current();
    if (!slot) {
      if (drawn !== "nothing") {
        message(say(state && state.problem ? "problem_" + state.problem : "nothing_now"), "");
        drawn = "nothing";
      }
      return;
    }
    if (!paused && now() - at.since >= Math.max(SHORTEST_PAGE, (slot.dwell * 1000) / pages(slot))) {
      step(1);
    }
    if (!held(current()) && state.slots.some(held)) {
      step(1);
    } else if (held(current()) && !hasSomething(current()) && state.slots.some(hasSomething)) {
      step(1);
    }
    show();
    urgent();
    warn();
    across();
  }

  function show() {
    const slot = current(), shown = held(slot);
    if (!shown) {
      if (drawn !== "waiting") {
        message(say(failed[slot.id] ? "failed" : "drawing"), "");
        drawn = "waiting";
      }
      return;
    }
    at.page = Math.min(at.page, pages(slot) - 1);
    const wanted = slot.id + " " + shown.key + " " + at.page;
    if (drawn !== wanted) {
      Draw.page(shown.body, at.page);
      drawn = wanted;
    }
    moving(slot, shown.body);
  }

  // What changes with the hour: clock, age, place in the programme. Written only when it reads otherwise.
  function moving(slot, body) {
    const today = china(now());
    write(".clock", say("clock", {
      m: today.getUTCMonth() + 1, d: today.getUTCDate(), w: say("weekdays").charAt(today.getUTCDay()), time: hour(now()),
    }));
    const told = fresh(body);
    const longer = write(".age", told.text);
    canvas.querySelector(".age").className = "age state-" + told.state;
    const page = pages(slot) > 1 ? say("page", { page: at.page + 1, pages: pages(slot) }) : "";
    const where = state.slots.length > 1 ? say("place", { number: at.slot % state.slots.length + 1, count: state.slots.length }) : "";
    const rest = [page, where, paused ? say("paused") : ""].filter(Boolean);
    const last = canvas.querySelector(".place"), place = [state.programme].concat(rest).join(" · ");
    if (longer || last.dataset.told !== place) {
      last.dataset.told = place;
      fitPlace(last, [place, rest.join(" · "), ""]);
    }
    const old = isLost() || Boolean(failed[slot.id]) || told.state === "stale" || told.state === "none";
    canvas.classList.toggle("old", old);
  }

  // The age comes first: where it needs the foot, the place in the programme is told shorter, or not at all.
  function fitPlace(last, ways) {
    const foot = canvas.querySelector(".foot"), gap = parseFloat(getComputedStyle(foot).fontSize) / 2;
    for (const text of ways) {
      last.textContent = text;
      last.hidden = !text;
      const beside = canvas.classList.contains("upright") ? last.scrollWidth : canvas.querySelector(".age").scrollWidth + gap + last.scrollWidth;
      if (foot.scrollHeight <= 1.1 * foot.clientHeight && beside <= foot.clientWidth) {
        return;
      }
    }
  }

  function write(selector, text) {
    const element = canvas.querySelector(selector);
    if (!element || element.textContent === text) {
      return false;
    }
    element.textContent = text;
    return true;
  }

  function isLost() {
    return !answeredAt || now() - answeredAt > LOST || Boolean(trouble && now() - answeredAt > LOST / 2);
  }

  function fresh(body) {
    const known = body.freshness;
    if (!known) {
      return { state: "current", text: "" };
    }
    const asOf = known.live ? answeredAt : known.as_of, fetched = known.live ? answeredAt : known.fetched;
    let name = known.state;
    if (name === "current") {
      const late = known.late !== null && now() > known.late, stale = known.stale !== null && now() > known.stale;
      name = stale ? "stale" : late || state.lag > 0 ? "late" : isLost() ? "lost" : "current";
    }
    const parts = [say("state_" + name)];
    parts.push(asOf ? say("as_of", { time: until(asOf) }) : say("never"));
    if (fetched) {
      parts.push(say("fetched", { time: written(fetched) }));
    }
    if (asOf && name !== "current" && name !== "finished") {
      parts.push(say("ago", { age: age(asOf) }));
    }
    if (known.generated) {
      parts.push(say("generated"));
    }
    // A line ends between two of them, never within one.
    return { state: name, text: parts.map((part) => part.replace(/ /g, "\u00a0")).join(" · ") };
  }

  function warn() {
    const slot = current(), shown = held(slot);
    let text = "";
    if (isLost()) {
      const since = answeredAt ? { time: written(answeredAt), age: age(answeredAt) } : { time: "", age: "" };
      text = say(answeredAt ? "lost_" + (trouble || "offline") : "lost_never", since);
    } else if (failed[slot.id] && shown) {
      text = say("kept", { time: written(shown.at) });
    }
    if (text && shown && shown.body.day !== dayOf(now())) {
      text += say("other_day", { m: Number(shown.body.day.slice(5, 7)), d: Number(shown.body.day.slice(8)) });
    }
    if (banner.textContent !== text) {
      banner.textContent = text;
    }
    banner.hidden = !text;
  }

  // Written across the top: that the picture is old, the mode for as long as it is on, and that alarms wait; the canvas
  // stands below all of them.
  function across() {
    let high = banner.hidden ? 0 : banner.offsetHeight;
    high += strip("mode", (state && state.wartime) || "", high);
    high += strip("waiting", state && state.alarm ? state.alarm.line : "", high);
    if (across.high !== high) {
      across.high = high;
      Draw.under(high);
    }
  }

  function strip(name, told, top) {
    const text = Draw.tied(told);
    const one = document.getElementById(name);
    if (one.textContent !== text) {
      one.textContent = text;
      one.hidden = !text;
    }
    one.style.top = top + "px";
    return text ? one.offsetHeight : 0;
  }

  // What pre-empts everything: a notice, else the gravest alarm or the summary of a flood.
  function pressing() {
    const on = state.notices.filter((one) => one.expires > now());
    if (on.length) {
      const more = on.length > 1 ? say("more_notices", { count: on.length - 1 }) : "";
      const when = say("posted", { time: written(on[0].posted) }) + more;
      return { mark: on.map((one) => one.id).join(" "), level: 1, title: say("urgent"), text: on[0].text, when: when };
    }
    const big = state.alarm && state.alarm.big;
    return big ? Object.assign({ mark: JSON.stringify(big), kept: true }, big) : null;
  }

  function urgent() {
    const one = pressing(), mark = one ? one.mark : "";
    if (notice.dataset.shown === mark && notice.hidden === !one) {
      return;
    }
    notice.dataset.shown = mark;
    notice.textContent = "";
    notice.hidden = !one;
    if (one) {
      notice.className = "level-" + one.level;
      const told = Draw.tied(one.text), title = Draw.element("h1", "", Draw.tied(one.title));
      const text = Draw.element("p", "large" + (one.kept ? " kept" : ""), told);
      const wide = innerWidth * 0.84 - 0.05 * Math.min(innerWidth, innerHeight), glyph = Draw.glyph();
      Draw.fitted(text, told, [0, 0, wide, innerHeight * 0.5], glyph, 1.25, innerHeight / 5 / glyph);
      title.style.fontSize = Math.max(glyph, Math.min(1.8 * glyph, wide / (Draw.ems(one.title) + 0.5))) + "px";
      notice.append(title, text, Draw.element("p", "when", Draw.tied(one.when)));
    }
  }

  // ---- beginning

  // The last picture, until the server answers: with its age, and never another programme's.
  async function remembered() {
    const kept = TRIED ? null : await Kept.get("state");
    if (!kept || kept.broken) {
      message(say(kept ? "broken" : "starting"), "");
      return;
    }
    state = kept.value;
    answeredAt = kept.at;
    for (const slot of state.slots) {
      const item = await Kept.get("item:" + slot.id);
      if (item && !item.broken && item.value.body && item.value.body.whole === true) {
        items[slot.id] = item.value;
      }
    }
    if (!state.slots.some((slot) => items[slot.id])) {
      state = null;
      answeredAt = 0;
      message(say("broken"), "");
      return;
    }
    paused = state.command.name === "pause";
    mode = "showing";
    at.since = now();
    tick();
  }

  addEventListener("keydown", (event) => {
    const keys = { ArrowRight: "next", ArrowLeft: "previous", n: "next", p: "previous", " ": paused ? "resume" : "pause" };
    if (keys[event.key] && mode === "showing") {
      event.preventDefault();
      act(keys[event.key]);
    } else if (event.key === "f" && document.documentElement.requestFullscreen) {
      document.documentElement.requestFullscreen().catch(() => null);
    }
  });
  addEventListener("offline", tick);
  setInterval(tick, 500);
  setInterval(() => Draw.move(SHIFTS[Math.floor(Date.now() / SHIFT_EVERY) % SHIFTS.length]), 60000);
  if ("serviceWorker" in navigator && !TRIED) {
    navigator.serviceWorker.register("/wall/worker.js", { scope: "/wall" }).catch(() => null);
  }
  remembered().then(poll);
})();
