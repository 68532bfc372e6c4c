// Draws one page of one item into the canvas. All words, numbers, boxes and pictures come from the server.
"use strict";
window.Draw = (function () {
  const canvas = document.getElementById("canvas");
  const NUMBER = 2.15;
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
    return Array.from(text).reduce((sum, sign) => sum + (sign.codePointAt(0) > 0x2e7f ? 1 : LATIN), 0);
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

  function card(body, box, glyph) {
    const made = place(element("section", "card figure"), box);
    made.dataset.metric = body.metric;
    made.appendChild(element("h3", "", body.label));
    const number = element("p", "number", body.number);
    const inner = box[2] / glyph - 1.1;
    number.style.fontSize = Math.min(NUMBER, (inner - ems(body.unit || "") - 0.3) / ems(body.number)) * glyph + "px";
    number.appendChild(element("small", "", body.unit));
    made.appendChild(number);
    for (const line of body.lines) {
      // Where the word for good or bad has no room, the change stays neutral: never a colour alone.
      const length = ems((line.word || "") + (line.mark || "") + line.text + (line.verdict || "")) + 1.1;
      const judged = line.verdict && length <= inner;
      const told = element("p", "line " + (judged ? line.ink : "") + (ems(line.text) > inner ? " wrap" : ""));
      if (line.word) {
        told.appendChild(element("i", "", line.word));
      }
      told.appendChild(element("span", "", (line.mark ? line.mark + " " : "") + line.text));
      if (judged) {
        told.appendChild(element("b", "", line.verdict));
      }
      made.appendChild(told);
    }
    if (body.aside) {
      made.appendChild(element("p", ems(body.aside) > inner ? "line wrap" : "line", body.aside));
    } else if (body.picture) {
      made.appendChild(picture(body.picture, "spark"));
    }
    return made;
  }

  function table(body) {
    const made = element("table", "rows");
    const columns = element("colgroup");
    for (const width of body.widths) {
      const column = element("col");
      column.style.width = width + "%";
      columns.appendChild(column);
    }
    const head = element("tr");
    const right = (at) => Boolean(body.rows.length && body.rows[0][at].right);
    body.heads.forEach((text, at) => head.appendChild(element("th", right(at) ? "right" : "", text)));
    made.append(columns, element("thead"), element("tbody"));
    made.tHead.appendChild(head);
    for (const row of body.rows) {
      const line = element("tr");
      for (const cell of row) {
        const told = element("td", cell.level ? "level-" + cell.level : "", cell.text);
        if (cell.right) {
          told.classList.add("right");
        }
        line.appendChild(told);
      }
      made.tBodies[0].appendChild(line);
    }
    return made;
  }

  // As large as fits; where the text says where its lines end, so that they needn't be broken elsewhere.
  function fitted(text, box, glyph, least, most) {
    const lines = text.split("\n"), longest = Math.max.apply(null, lines.map(ems).concat(1));
    const area = Math.sqrt((box[2] * box[3]) / Math.max(ems(text), 1) / 1.5);
    const size = lines.length > 1 || longest <= SHORT ? Math.min(box[2] / (longest + 1), box[3] / lines.length / 1.45) : area;
    return Math.max(least * glyph, Math.min(most * glyph, size)) + "px";
  }

  function block(one, glyph) {
    const body = one.body;
    if (body.kind === "card") {
      return card(body, one.box, glyph);
    }
    const made = place(element("section", "card block " + body.kind), one.box);
    if (one.question) {
      made.appendChild(element("h2", "", one.question));
    }
    if (body.kind === "picture") {
      const shown = picture(body.picture, body.note ? "picture noted" : "picture");
      shown.setAttribute("role", "img");
      shown.setAttribute("aria-label", body.alt);
      made.appendChild(shown);
    } else if (body.kind === "table") {
      made.appendChild(table(body));
    } else if (body.kind === "notice") {
      const text = element("p", "large", body.text);
      const room = one.question ? [0, 0, one.box[2] - glyph, one.box[3] - 2.5 * glyph] : one.box;
      text.style.fontSize = fitted(body.text, room, glyph, Math.min(1.4, body.most || 5), body.most || 5);
      made.appendChild(text);
    } else if (body.kind === "big") {
      made.append(element("p", "label", body.label), element("p", "huge", body.number));
      made.lastChild.appendChild(element("small", "", body.unit));
      made.lastChild.style.fontSize = Math.min(one.box[3] * 0.42, (one.box[2] * 0.9) / (ems(body.number) + 0.6)) + "px";
      const lines = element("div", "lines");
      body.lines.forEach((line) => lines.appendChild(element("p", "line " + (line.ink || ""), line.text)));
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
      (item.pages[number] || []).forEach((one) => made.appendChild(block(one, item.glyphs.han)));
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
    document.documentElement.style.setProperty("--scale", scale);
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
  return { page: page, element: element, fitted: fitted, fit: fit, move: move, under: under, size: size };
})();
