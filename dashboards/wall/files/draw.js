// Draws one page of one item into the canvas. All words, numbers, boxes and pictures come from the server.
"use strict";
window.Draw = (function () {
  const canvas = document.getElementById("canvas");
  // In characters: the size of a card's number, how high such a card is and from where on it is tall; of a strip the
  // height of its label and of a line, and the room that a number needs. A card so many times as wide as high is one.
  const NUMBER = 2.15, USUAL = 8.7, TALL = 11, LABEL = 1.25, LINE = 1.2, LEAST = 4.5, STRIP = 3;
  // Of a table: the height of a row and the least of it, the most that is added over and under one, how much larger it
  // may be written, and what stands between two words.
  const ROW = 1.5, CLOSE = 1.32, MOST_AIR = 0.6, MOST_GROWN = 1.4, BETWEEN = 0.7;
  const LATIN = 0.56;
  // So many characters stand in one line.
  const SHORT = 12;

  function element(name, kind, text) {
    const made = document.createElement(name);
    if (kind) {
      made.className = kind;
    }
    if (text !== undefined && text !== null) {
      made.textContent = text;
    }
    return made;
  }

  function place(made, box) {
    made.style.left = box[0] + "px";
    made.style.top = box[1] + "px";
    made.style.width = box[2] + "px";
    made.style.height = box[3] + "px";
    return made;
  }

  function ems(text) {
    // Marks such as those of levels are as wide as Chinese characters.
    const wide = (code) => code > 0x2e7f || (code >= 0x2500 && code < 0x27c0);
    return Array.from(text).reduce((sum, sign) => sum + (wide(sign.codePointAt(0)) ? 1 : LATIN), 0);
  }

  // A number stays beside its words, a mark too; a line ends rather before a bracket than within.
  function tied(text) {
    const kept = text.replace(/（[^）]*/g, (inside) => "\u200b" + inside.replace(/ /g, "\u00a0"));
    return kept.replace(/([\d◆▲●■○]) /g, "$1\u00a0").replace(/ (?=\d)/g, "\u00a0");
  }

  function picture(svg, kind) {
    const holder = element("div", kind);
    const read = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    if (read.nodeName === "svg") {
      read.setAttribute("width", "100%");
      read.setAttribute("height", "100%");
      holder.appendChild(document.importNode(read, true));
    }
    return holder;
  }

  const isStrip = (box) => box[2] > STRIP * box[3];

  // All numbers of a page are written as large as the longest of them may be.
  function card(body, box, glyph, size) {
    const wide = box[2] / glyph - 1.1, high = box[3] / glyph;
    const kind = isStrip(box) ? "strip" : high > TALL ? "tall" : "";
    const made = place(element("section", "card figure " + kind), box);
    made.dataset.metric = body.metric;
    (kind === "strip" ? beside : below)(made, body, wide, high, glyph, size);
    return made;
  }

  function numberSize(body, box, glyph) {
    const wide = box[2] / glyph - 1.1, high = box[3] / glyph;
    if (!isStrip(box)) {
      return Math.min(NUMBER * Math.max(1, high / USUAL), room(body, wide));
    }
    const long = Math.max.apply(null, body.lines.map(width).filter((one) => one <= wide - LEAST).concat(6));
    return Math.max(1, Math.min((high - 0.55 - LABEL) / 1.15, NUMBER, room(body, wide - long - 0.6)));
  }

  // What a number is compared with stands below it.
  function below(made, body, wide, high, glyph, size) {
    made.append(element("h3", "", body.label), number(body, size, glyph));
    lines(body, wide, Infinity).forEach((line) => made.appendChild(line));
    if (body.picture && !body.aside) {
      made.appendChild(picture(body.picture, "spark"));
    }
  }

  // In a strip it stands beside it, as many lines as there is height for.
  function beside(made, body, wide, high, glyph, size) {
    const free = high - 0.55 - LABEL;
    const inner = wide - ems(body.number) * size - ems(body.unit || "") - 0.9;
    const low = element("div", "low"), side = element("div", "side"), told = lines(body, inner, free / LINE);
    told.forEach((line) => side.appendChild(line));
    if (body.picture && !body.aside && told.length + 1 <= free / LINE) {
      side.appendChild(picture(body.picture, "spark"));
    }
    low.append(number(body, size, glyph), side);
    made.append(element("h3", "", body.label), low);
  }

  function number(body, size, glyph) {
    const made = element("p", "number", body.number);
    made.style.fontSize = size * glyph + "px";
    made.appendChild(element("small", "", body.unit));
    return made;
  }

  // How large the number may be to stand in a line with its unit.
  function room(body, wide) {
    return (wide - ems(body.unit || "") - 0.3) / ems(body.number);
  }

  // What is told of a figure besides its number; where that is more than `most` lines, what comes before the last goes.
  function lines(body, inner, most) {
    const told = body.lines.map((line) => change(line, inner));
    if (body.aside) {
      told.push(words(body.aside, inner));
    }
    while (told.length > 1 && told.reduce((sum, one) => sum + one.rows, 0) > most + 0.05) {
      told.splice(told.length - 2, 1);
    }
    return told.map((one) => one.made);
  }

  function words(text, inner) {
    const length = ems(text);
    return { made: element("p", length > inner ? "line wrap" : "line", text), rows: Math.ceil(length / inner) };
  }

  function width(line) {
    return ems((line.word || "") + (line.mark ? line.mark + " " : "") + line.text) + (line.word ? 0.45 : 0);
  }

  function change(line, inner) {
    if (!line.word) {
      return words(line.text, inner);
    }
    // Where the word for good or bad has no room, the change stays neutral: never a colour alone.
    const judged = line.verdict && width(line) + ems(line.verdict) + 0.35 <= inner;
    const tight = ems(line.text) > inner ? " wrap" : width(line) > inner ? " tight" : "";
    const made = element("p", "line " + (judged ? line.ink : "") + tight);
    made.append(element("i", "", line.word), element("span", "", (line.mark ? line.mark + " " : "") + line.text));
    if (judged) {
      made.appendChild(element("b", "", line.verdict));
    }
    return { made: made, rows: 1 };
  }

  // Few rows are written larger, then stand apart, rather than leave the block half empty; many stand closer.
  function table(body, room) {
    const made = element("table", "rows"), columns = element("colgroup");
    for (const width of body.widths) {
      const column = element("col");
      column.style.width = width + "%";
      columns.appendChild(column);
    }
    const head = element("tr"), two = Boolean(body.below);
    const lines = 1 + body.rows.length * (two ? 2 : 1), high = room.high - (body.note ? ROW : 0);
    const grown = Math.max(1, Math.min(MOST_GROWN, body.grow || 1, high / (ROW * lines)));
    const right = (at) => Boolean(body.rows.length && body.rows[0][at].right);
    body.heads.forEach((text, at) => head.appendChild(element("th", right(at) ? "right" : "", text)));
    made.append(columns, element("thead"), element("tbody"));
    made.tHead.appendChild(head);
    body.rows.forEach((row, at) => {
      made.tBodies[0].appendChild(cells(row, two));
      if (two) {
        made.tBodies[0].appendChild(second(body.below[at], body.heads.length, room.wide / grown));
      }
    });
    const air = (high / grown - ROW * lines) / 2 / Math.max(1, body.rows.length);
    made.style.fontSize = grown + "em";
    made.style.lineHeight = Math.max(CLOSE, Math.min(ROW, high / lines)) - 0.05;
    made.style.setProperty("--air", Math.max(0, Math.min(MOST_AIR, air)) + "em");
    return made;
  }

  function cells(row, two) {
    const line = element("tr", two ? "two" : "");
    for (const cell of row) {
      const told = element("td", cell.level ? "level-" + cell.level : "", cell.text);
      if (cell.right) {
        told.classList.add("right");
      }
      line.appendChild(told);
    }
    return line;
  }

  // The second line of a row: of what had no room beside as much as the line holds.
  function second(row, columns, wide) {
    const line = element("tr", "below"), told = element("td");
    told.colSpan = columns;
    let used = 0;
    for (const cell of row) {
      used += ems(cell.text) + BETWEEN;
      if (used - BETWEEN <= wide) {
        told.appendChild(element("span", cell.level ? "level-" + cell.level : "", cell.text));
      }
    }
    line.appendChild(told);
    return line;
  }

  // Written as large as fits; where the text says where its lines end, or is short, they aren't broken elsewhere, and
  // what is broken has lines of one length.
  function fitted(made, text, box, glyph, least, most) {
    const lines = text.split("\n").map(ems), longest = Math.max.apply(null, lines.concat(1));
    const whole = lines.length > 1 || longest <= (box[2] > box[3] ? SHORT : SHORT / 2);
    const broken = (size) => Math.ceil(longest / Math.max(1, Math.floor(box[2] / size - 1)));
    const high = (size) => 1.45 * size * (whole ? lines.length : broken(size));
    let size = Math.min(most * glyph, box[2] / ((whole ? longest : SHORT / 2) + 1));
    while (size > least * glyph && high(size) > box[3]) {
      size *= 0.97;
    }
    size = Math.max(least * glyph, size);
    made.style.fontSize = size + "px";
    made.style.maxWidth = whole || made.classList.contains("kept") ? "" : Math.min(Math.ceil(longest / broken(size)) + 2.2, box[2] / size) + "em";
  }

  function block(one, glyph, size) {
    const body = one.body;
    if (body.kind === "card") {
      return card(body, one.box, glyph, size);
    }
    const made = place(element("section", "card block " + body.kind), one.box);
    if (one.question) {
      made.appendChild(element("h2", body.level ? "level-" + body.level : "", one.question));
    }
    if (body.kind === "picture") {
      const shown = picture(body.picture, body.note ? "picture noted" : "picture");
      shown.setAttribute("role", "img");
      shown.setAttribute("aria-label", body.alt);
      made.appendChild(shown);
    } else if (body.kind === "table") {
      const head = one.question ? 1.55 : 0;
      made.appendChild(table(body, { wide: one.box[2] / glyph - 0.9, high: one.box[3] / glyph - 0.95 - head }));
    } else if (body.kind === "notice") {
      const text = element("p", "large", tied(body.text));
      const room = [0, 0, one.box[2] - glyph, one.box[3] - (one.question ? 2.5 : 1) * glyph];
      fitted(text, body.text, room, glyph, Math.min(1.4, body.most || 5), body.most || 5);
      made.appendChild(text);
    } else if (body.kind === "big") {
      made.append(element("p", "label", body.label), element("p", "huge", body.number));
      made.lastChild.appendChild(element("small", "", body.unit));
      made.lastChild.style.fontSize = Math.min(one.box[3] * 0.42, (one.box[2] * 0.9) / (ems(body.number) + 0.6)) + "px";
      const lines = element("div", "lines");
      body.lines.forEach((line) => lines.appendChild(element("p", "line " + (line.ink || ""), line.text)));
      const longest = Math.max.apply(null, body.lines.map((line) => ems(line.text)).concat(1));
      lines.style.fontSize = Math.max(1, Math.min(1.35, (one.box[2] / glyph - 1) / (longest + 1))) + "em";
      made.appendChild(lines);
    } else {
      made.append(element("p", "blank", body.text), element("p", "blank hint", body.hint || ""));
    }
    if (body.note) {
      made.appendChild(element("p", "note", body.note));
    }
    return made;
  }

  // Everything but what moves with time: the clock, the age and the place in the programme are filled in by wall.js.
  function page(item, number) {
    const frame = item.frame;
    const made = document.createDocumentFragment();
    const head = place(element("header", "head"), frame.head);
    head.appendChild(element("h1", "", item.title || item.name));
    const clock = place(element("div", "clock"), frame.clock);
    const foot = place(element("footer", "foot"), frame.foot);
    foot.append(element("p", "age"), element("p", "place"));
    made.append(head, clock, foot);
    if (item.blank) {
      const box = [frame.head[0], frame.head[1] + frame.head[3], frame.foot[2], frame.foot[1] - frame.head[3] - 30];
      const blank = place(element("section", "card block words"), box);
      blank.appendChild(element("p", "blank", item.blank));
      made.appendChild(blank);
    } else {
      const blocks = item.pages[number] || [], glyph = item.glyphs.han;
      const sizes = blocks.filter((one) => one.body.kind === "card").map((one) => numberSize(one.body, one.box, glyph));
      const size = Math.min.apply(null, sizes);
      blocks.forEach((one) => made.appendChild(block(one, glyph, size)));
    }
    size(item.canvas, item.glyphs, item.theme);
    canvas.classList.toggle("upright", item.canvas.height > item.canvas.width);
    canvas.dataset.item = item.item;
    canvas.dataset.page = String(number);
    canvas.replaceChildren ? canvas.replaceChildren(made) : ((canvas.textContent = ""), canvas.appendChild(made));
  }

  function size(shape, glyphs, theme) {
    canvas.style.width = shape.width + "px";
    canvas.style.height = shape.height + "px";
    for (const name of Object.keys(glyphs)) {
      document.documentElement.style.setProperty("--" + name, glyphs[name] + "px");
    }
    document.body.className = theme;
    fit(shape);
  }

  let shown = { width: 1920, height: 1080 };
  let shift = [0, 0];
  let above = 0;

  // The canvas is scaled as a whole and never stretched; every ten minutes it moves a little against burn-in.
  function fit(shape) {
    shown = shape || shown;
    const scale = Math.min(innerWidth / shown.width, (innerHeight - above) / shown.height);
    const left = (innerWidth - shown.width * scale) / 2 + shift[0];
    const top = above + (innerHeight - above - shown.height * scale) / 2 + shift[1];
    canvas.style.transform = "translate(" + left + "px," + top + "px) scale(" + scale + ")";
    const root = document.documentElement.style;
    root.setProperty("--scale", scale);
    // What is written across the top keeps its size, whatever stands below it.
    root.setProperty("--whole", Math.min(innerWidth / shown.width, innerHeight / shown.height));
  }

  function move(to) {
    shift = to;
    fit();
  }

  // Leaves a strip free at the top of the screen.
  function under(pixels) {
    above = pixels;
    fit();
  }

  addEventListener("resize", () => fit());
  // The least size of a character, in pixels of the screen.
  function glyph() {
    const root = getComputedStyle(document.documentElement);
    return parseFloat(root.getPropertyValue("--han")) * parseFloat(root.getPropertyValue("--scale"));
  }

  return { page: page, tied: tied, ems: ems, glyph: glyph, element: element, fitted: fitted, fit: fit, move: move, under: under, size: size };
})();
