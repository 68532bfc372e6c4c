// Everything on the wall that can't be read from its seat: glyphs too small, ink too pale, words across or cut off.
// Given the least sizes in canvas pixels; gives a list of sentences, empty where all is well.
(least) => {
  const canvas = document.getElementById("canvas");
  const scale = canvas.getBoundingClientRect().width / canvas.offsetWidth;
  const wrong = [], words = [];
  const han = /[\u3400-\u9fff]/;

  function rgb(text) {
    const parts = (text || "").match(/[\d.]+/g);
    return parts && !text.startsWith("url") ? parts.map(Number) : null;
  }

  function luminance(colour) {
    const part = (one) => (one / 255 <= 0.03928 ? one / 255 / 12.92 : Math.pow((one / 255 + 0.055) / 1.055, 2.4));
    return 0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2]);
  }

  function ratio(one, other) {
    const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  }

  // What a colour with an opacity is on what lies below it.
  function over(top, below) {
    const alpha = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map((at) => top[at] * alpha + below[at] * (1 - alpha));
  }

  // The colour under a point: of the topmost filled mark of a chart, else of the nearest box with a ground.
  function ground(x, y, own) {
    const layers = [];
    for (const one of document.elementsFromPoint(x, y)) {
      if (one === own || one.tagName === "text" || one.tagName === "tspan") {
        continue;
      }
      const style = getComputedStyle(one);
      const svg = one instanceof SVGElement && one.tagName !== "svg" && one.tagName !== "g";
      const colour = svg ? rgb(style.fill) : rgb(style.backgroundColor);
      if (!colour || (colour.length > 3 && colour[3] === 0) || (svg && style.fill === "none")) {
        continue;
      }
      const opacity = svg ? Number(style.fillOpacity) * Number(style.opacity) : 1;
      layers.push(colour.slice(0, 3).concat((colour.length > 3 ? colour[3] : 1) * opacity));
      if (layers[layers.length - 1][3] >= 0.99) {
        break;
      }
    }
    return layers.reverse().reduce((below, top) => over(top, below), rgb(getComputedStyle(document.body).backgroundColor));
  }

  function size(element) {
    const style = parseFloat(getComputedStyle(element).fontSize);
    if (element instanceof SVGElement) {
      return (style * Math.abs(element.getScreenCTM().a || element.getScreenCTM().b)) / scale;
    }
    return style;
  }

  const walker = document.createTreeWalker(canvas, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent.trim(), element = node.parentElement;
    if (!text) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect(), style = getComputedStyle(element);
    if (!box.width || style.visibility === "hidden" || Number(style.opacity) * Number(style.fillOpacity) === 0) {
      continue;
    }
    const needed = han.test(text) ? least.han : least.digits, found = size(element);
    if (found < needed - 0.6) {
      wrong.push(`small: ${text} ${found.toFixed(1)} < ${needed}`);
    }
    const svg = element instanceof SVGElement;
    const outline = svg && style.stroke !== "none";
    if (!outline) {
      const ink = rgb(svg ? style.fill : style.color), below = ground(box.x + box.width / 2, box.y + box.height / 2, element);
      const opacity = svg ? Number(style.fillOpacity) * Number(style.opacity) : 1;
      const told = ratio(over(ink.slice(0, 3).concat(opacity * (ink.length > 3 ? ink[3] : 1)), below), below);
      if (told < 4.5) {
        wrong.push(`pale: ${text} ${told.toFixed(2)}`);
      }
      // Of a line's box the glyphs fill the middle; a name too long for its cell ends in dots.
      const trim = box.height * 0.2;
      const cell = element.closest("td"), edge = cell ? cell.getBoundingClientRect().right : Infinity;
      const glyphs = { left: box.left, right: Math.min(box.right, edge), top: box.top + trim, bottom: box.bottom - trim };
      words.push({ text: text, box: glyphs, element: element });
    }
  }

  for (let one = 0; one < words.length; one += 1) {
    for (let other = one + 1; other < words.length; other += 1) {
      const a = words[one].box, b = words[other].box;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 0.1 * least.han * scale && down > 0.15 * Math.min(a.bottom - a.top, b.bottom - b.top)) {
        wrong.push(`across: ${words[one].text} / ${words[other].text}`);
      }
    }
  }

  const frame = canvas.getBoundingClientRect();
  for (const one of words) {
    const card = one.element.closest(".card, .head, .clock, .foot, .message");
    const inside = (card || canvas).getBoundingClientRect(), slack = 0.15 * least.han * scale;
    const out = one.box.left < inside.left - slack || one.box.right > inside.right + slack ||
      one.box.top < inside.top - slack || one.box.bottom > inside.bottom + slack;
    if (out || one.box.bottom > frame.bottom + slack) {
      wrong.push(`cut off: ${one.text}`);
    }
    const holder = one.element.closest("td, th, h1, h2, h3, p");
    if (holder && !(one.element instanceof SVGElement) && holder.scrollWidth > holder.clientWidth + 2 && holder.tagName !== "TD") {
      wrong.push(`too long: ${one.text}`);
    }
  }
  return wrong;
}
