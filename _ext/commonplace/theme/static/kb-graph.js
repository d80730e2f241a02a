/* Graphs: moving, enlarging, highlighting, filtering by tag, sorting the table; and around one page,
   two links far. Without this script the drawing, its links and its table are all there. */
(() => {
  "use strict";
  const NS = "http://www.w3.org/2000/svg";
  const LABELS = 60, CROWNED = 6, FIRST = 20, SECOND = 40, FARTHEST = 12;
  const CUT = { whole: 28, local: 18 };
  const WIDE = /[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\u{20000}-\u{3ffff}]/gu;

  const make = (name, attributes = {}, ...content) => {
    const node = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...content);
    return node;
  };
  const button = (text, label, onClick) => {
    const node = document.createElement("button");
    node.type = "button";
    node.className = "kb-graph-button";
    node.textContent = text;
    if (label) node.setAttribute("aria-label", label);
    node.addEventListener("click", onClick);
    return node;
  };
  // A sign of Chinese, Japanese or Korean is as wide as two letters.
  const width = (text) => [...text].length + (text.match(WIDE) || []).length;
  const shorten = (name, most) => {
    if (width(name) <= most) return name;
    let [kept, wide] = ["", 0];
    for (const sign of name) {
      wide += width(sign);
      if (wide >= most) break;
      kept += sign;
    }
    return `${kept.trimEnd()}…`;
  };

  // -- the whole graph ------------------------------------------------------------------

  const readNodes = (svg) => {
    const nodes = [...svg.querySelectorAll("circle")].map((circle) => ({
      circle,
      holder: circle.parentNode,
      name: circle.previousElementSibling.textContent.replace(/( – |: )[^–:]*$/, ""),
      x: +circle.getAttribute("cx"),
      y: +circle.getAttribute("cy"),
      r: +circle.getAttribute("r"),
      near: new Set(),
    }));
    // No two nodes stand at one place; a line says by its ends what it ties.
    const at = new Map(nodes.map(({ x, y }, number) => [`${x} ${y}`, number]));
    for (const line of svg.querySelector(".kb-graph-lines").getAttribute("d").split("M").slice(1)) {
      const [one, other] = line.split("L").map((end) => at.get(end));
      nodes[one]?.near.add(other);
      nodes[other]?.near.add(one);
    }
    return nodes;
  };

  const explore = (graph, svg) => {
    const view = svg.querySelector(".kb-graph-view");
    const lines = view.querySelector(".kb-graph-lines");
    const labels = view.querySelector(".kb-graph-labels");
    const frame = svg.parentNode;
    const box = svg.viewBox.baseVal;
    const letter = +labels.getAttribute("font-size");
    const nodes = readNodes(svg);
    const bright = make("path", { class: "kb-graph-lines kb-graph-bright" });
    lines.after(bright);
    let zoom = 1, left = 0, top = 0, waiting = 0, naming = 0, chosen = -1;

    // One transform of one group, once in a frame: what it costs does not depend on the nodes.
    const show = () => {
      if (waiting) return;
      waiting = requestAnimationFrame(() => {
        waiting = 0;
        view.setAttribute("transform", `translate(${left} ${top}) scale(${zoom})`);
        clearTimeout(naming);
        naming = setTimeout(name, 120);
      });
    };
    const name = () => {
      const size = letter / zoom;
      const [x0, y0] = [(box.x - left) / zoom, (box.y - top) / zoom];
      const [x1, y1] = [x0 + box.width / zoom, y0 + box.height / zoom];
      let order = nodes.filter((node) => node.x > x0 && node.x < x1 && node.y > y0 && node.y < y1 && !node.off);
      if (chosen >= 0) order = [nodes[chosen], ...[...nodes[chosen].near].map((number) => nodes[number])];
      order = order.map((node, number) => [node, number]).sort((a, b) =>
        (b[0] === nodes[chosen]) - (a[0] === nodes[chosen]) || b[0].r - a[0].r || a[1] - b[1]);
      // A name stands below its node, else above, where it meets no other; only the first may hide nodes.
      const circles = order.map(([{ x, y, r }]) => [x - r, y - r, x + r, y + r]);
      const taken = [];
      const texts = [];
      for (const [node] of order.slice(0, 4 * LABELS)) {
        if (texts.length >= LABELS) break;
        const text = shorten(node.name, CUT.whole);
        const half = width(text) * size * 0.28;
        for (const line of [node.y + node.r + size, node.y - node.r - 0.35 * size]) {
          const spot = [node.x - half, line - 0.8 * size, node.x + half, line + 0.2 * size];
          const others = texts.length < CROWNED ? taken : [...taken, ...circles];
          if (others.some(([a, b, c, d]) => spot[0] < c && a < spot[2] && spot[1] < d && b < spot[3])) continue;
          taken.push(spot);
          texts.push(make("text", { x: node.x, y: line }, text));
          break;
        }
      }
      labels.setAttribute("font-size", size);
      labels.replaceChildren(...texts);
    };
    const clamp = () => {
      zoom = Math.min(Math.max(zoom, 0.5), 16);
      const room = 0.8;
      left = Math.min(Math.max(left, (box.x + box.width) * (1 - zoom) - room * box.width), box.x * (1 - zoom) + room * box.width);
      top = Math.min(Math.max(top, (box.y + box.height) * (1 - zoom) - room * box.height), box.y * (1 - zoom) + room * box.height);
    };
    const enlarge = (factor, x = box.x + box.width / 2, y = box.y + box.height / 2) => {
      const before = zoom;
      zoom = Math.min(Math.max(zoom * factor, 0.5), 16);
      left = x - (x - left) * (zoom / before);
      top = y - (y - top) * (zoom / before);
      clamp();
      show();
    };
    const move = (x, y) => {
      left += x;
      top += y;
      clamp();
      show();
    };
    const reset = () => {
      [zoom, left, top] = [1, 0, 0];
      show();
    };
    const at = (event) => {
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [place.x, place.y];
    };

    const choose = (number) => {
      if (number === chosen) return;
      if (chosen >= 0) for (const other of [chosen, ...nodes[chosen].near]) nodes[other].holder.classList.remove("kb-near");
      chosen = number;
      svg.classList.toggle("kb-chosen", number >= 0);
      if (number >= 0) {
        const { x, y, near } = nodes[number];
        for (const other of [number, ...near]) nodes[other].holder.classList.add("kb-near");
        bright.setAttribute("d", [...near].map((other) => `M${x} ${y}L${nodes[other].x} ${nodes[other].y}`).join(""));
      }
      clearTimeout(naming);
      name();
    };
    const holders = new Map(nodes.map((node, number) => [node.holder, number]));
    const numberOf = (target) => holders.get(target.closest?.(".kb-graph-view > [class^=kb-c]")) ?? -1;
    svg.addEventListener("pointerover", (event) => event.pointerType !== "touch" && choose(numberOf(event.target)));
    svg.addEventListener("pointerleave", () => choose(numberOf(document.activeElement)));
    // On the frame: a drawing that listens to these takes the focus itself.
    frame.addEventListener("focusin", (event) => {
      const number = numberOf(event.target);
      if (number < 0) return;
      const { x, y } = nodes[number];
      const [shownX, shownY] = [x * zoom + left, y * zoom + top];
      if (shownX < box.x || shownX > box.x + box.width || shownY < box.y || shownY > box.y + box.height) {
        move(box.x + box.width / 2 - shownX, box.y + box.height / 2 - shownY);
      }
      choose(number);
    });
    frame.addEventListener("focusout", () => choose(-1));

    // Dragging moves; two fingers enlarge; one finger scrolls the page, as everywhere.
    const pointers = new Map();
    let dragged = 0;
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      pointers.set(event.pointerId, event);
      dragged = 0;
    });
    window.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      pointers.set(event.pointerId, event);
      const [[x0, y0], [x1, y1]] = [at(before), at(event)];
      dragged += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
      if (pointers.size === 2) {
        const [other] = [...pointers.values()].filter((one) => one !== event);
        const [x, y] = at(other);
        enlarge(Math.hypot(x1 - x, y1 - y) / Math.max(Math.hypot(x0 - x, y0 - y), 1), x, y);
      } else if (event.pointerType !== "touch") {
        move(x1 - x0, y1 - y0);
      }
    });
    for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, (event) => pointers.delete(event.pointerId));
    svg.addEventListener("click", (event) => {
      if (event.detail && dragged > 5) event.preventDefault(); // Enter is a click as well, of no pointer
    }, true);
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      enlarge(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...at(event));
    }, { passive: false });

    const [step, down] = [box.width / 10, box.height / 10];
    const keys = {
      "+": () => enlarge(1.3), "=": () => enlarge(1.3), "-": () => enlarge(1 / 1.3), "0": reset,
      ArrowLeft: () => move(step, 0), ArrowRight: () => move(-step, 0),
      ArrowUp: () => move(0, down), ArrowDown: () => move(0, -down),
      Escape: () => choose(-1),
    };
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", "Drawing: arrow keys move it, plus and minus change its size, 0 shows all");
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    });

    const bar = document.createElement("form");
    bar.className = "kb-graph-bar kb-filters";
    bar.setAttribute("aria-label", "The drawing");
    bar.addEventListener("submit", (event) => event.preventDefault());
    const buttons = document.createElement("span");
    buttons.append(
      button("+", "Larger", () => enlarge(1.3)),
      button("−", "Smaller", () => enlarge(1 / 1.3)),
      button("All", "Show all of the drawing", reset),
    );
    const hint = document.createElement("span");
    hint.className = "kb-graph-hint";
    hint.textContent = "Drag to move, Ctrl and the wheel to zoom";
    bar.append(buttons, hint);
    frame.before(bar);
    return { nodes, bar, rename: name };
  };

  const filterByTag = (table, { nodes, bar, rename }) => {
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    const column = heads.indexOf("Tags");
    const rows = [...table.tBodies[0].rows];
    if (column < 0) return;
    const tagsOf = (cell) => {
      const links = [...cell.querySelectorAll("a")]; // a tag may hold a comma
      return (links.length ? links.map((link) => link.textContent) : cell.textContent.split(",")).map((tag) => tag.trim()).filter(Boolean);
    };
    const tags = rows.map((row) => tagsOf(row.cells[column]));
    const names = [...new Set(tags.flat())].sort((a, b) => a.localeCompare(b));
    if (names.length < 2) return;
    const label = document.createElement("label");
    const select = document.createElement("select");
    const result = document.createElement("output");
    for (const [value, text] of [["", "all"], ...names.map((tag) => [tag, tag])]) select.add(new Option(text, value));
    label.append("Tag ", select);
    bar.prepend(label, result);
    select.addEventListener("change", () => {
      let shown = 0;
      rows.forEach((row, number) => {
        const off = select.value !== "" && !tags[number].includes(select.value);
        row.hidden = off;
        nodes[number].off = off;
        const { holder } = nodes[number];
        holder.classList.toggle("kb-off", off);
        const link = holder.closest("a") || holder.querySelector("a") || holder;
        if (off) link.setAttribute("tabindex", "-1");
        else link.removeAttribute("tabindex");
        shown += !off;
      });
      result.textContent = select.value ? `${shown} of ${rows.length}` : "";
      rename();
    });
  };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const key = new Map(rows.map((row) => [row, row.cells[column].textContent.trim()]));
      const numeric = rows.every((row) => /^\d+$/.test(key.get(row)));
      const sort = button(head.textContent.trim(), "", () => {
        const up = head.getAttribute("aria-sort") !== (numeric ? "descending" : "ascending");
        const way = (up ? 1 : -1) * (numeric ? -1 : 1);
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        const compare = numeric ? (a, b) => key.get(a) - key.get(b) : (a, b) => key.get(a).localeCompare(key.get(b));
        body.append(...[...rows].sort((a, b) => way * compare(a, b)));
      });
      sort.className = "kb-graph-sort";
      head.replaceChildren(sort);
    });
  };

  // -- around one page ------------------------------------------------------------------

  let data;
  const root = document.documentElement.dataset.content_root || "./";
  const load = () => (data ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${root}_graph/graph.js`;
    script.onload = () => (window.kbGraph ? resolve(window.kbGraph) : reject());
    script.onerror = reject;
    document.head.append(script);
  }));

  const twoFar = ({ pages, links, colours }, address) => {
    const own = pages.findIndex((page) => page[0] === address);
    if (own < 0) return null;
    const near = pages.map(() => []);
    links.forEach((targets, source) => targets.forEach((target) => {
      near[source].push(target);
      near[target].push(source);
    }));
    const order = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);
    const first = order(near[own]);
    const known = new Set([own, ...first]);
    const shown = first.slice(0, FIRST);
    const second = [...new Set(shown.flatMap((number) => order(near[number]).filter((other) => !known.has(other))))];
    const kept = second.slice(0, SECOND);
    const [row, wide] = [26, 376];
    const high = Math.max(shown.length, kept.length, 2) * row + 12;
    const place = new Map([[own, [14, high / 2]]]);
    const spread = (numbers, x) => numbers.forEach((number, at) => place.set(number, [x, (high * (at + 0.5)) / numbers.length]));
    spread(shown, 70);
    spread(kept, 232);
    const line = ([x0, y0], [x1, y1], far) => `M${x0} ${y0}C${x0 + far} ${y0} ${x1 - FARTHEST} ${y1} ${x1} ${y1}`;
    const count = (number) => `${number} page${number === 1 ? "" : "s"}`;
    const far = `${count(first.length)} one link away, ${count(second.length)} two links away`;
    const svg = make("svg", {
      class: "kb-graph-svg", viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "group",
      "aria-label": `${pages[own][1]}: ${far}`,
    });
    const paths = shown.map((number) => line(place.get(own), place.get(number), 30));
    for (const number of shown) {
      for (const other of order(near[number])) {
        if (place.get(other)?.[0] === 232) paths.push(line(place.get(number), place.get(other), 60));
      }
    }
    svg.append(make("path", { class: "kb-graph-lines", d: paths.join("") }));
    for (const number of [...shown, ...kept]) {
      const [x, y] = place.get(number);
      const [url, title, colour] = pages[number];
      svg.append(make("a", { class: `kb-c${colour % 8}`, href: root + url },
        make("title", {}, `${title} – ${colours[colour]}`),
        make("circle", { cx: x, cy: y, r: 6 }),
        make("text", { x: x + 12, y: y + 4, "aria-hidden": "true" }, shorten(title, CUT.local))));
    }
    svg.append(make("g", { class: `kb-c${pages[own][2] % 8} kb-graph-own` }, make("circle", { cx: 14, cy: high / 2, r: 9 })));
    const left = first.length - shown.length + second.length - kept.length;
    return [svg, `${far}${left ? `; ${left} are not shown` : ""}`];
  };

  const local = (graph, svg) => {
    const frame = svg.parentNode;
    const result = document.createElement("output");
    let far;
    const toggle = button("Two links away", "", async () => {
      if (toggle.getAttribute("aria-pressed") === "true") {
        frame.replaceChildren(svg);
        result.textContent = "";
        toggle.setAttribute("aria-pressed", "false");
        return;
      }
      try {
        far ??= twoFar(await load(), svg.dataset.page);
      } catch {
        data = undefined;
      }
      if (!far) {
        result.textContent = "The data of the graph is not there.";
        return;
      }
      frame.replaceChildren(far[0]);
      result.textContent = far[1];
      toggle.setAttribute("aria-pressed", "true");
    });
    toggle.setAttribute("aria-pressed", "false");
    const bar = document.createElement("p");
    bar.className = "kb-graph-bar";
    bar.append(toggle, " ", result);
    frame.after(bar);
  };

  for (const graph of document.querySelectorAll(".kb-graph")) {
    const svg = graph.querySelector(".kb-graph-svg");
    if (!svg) continue;
    if (svg.dataset.page !== undefined) {
      local(graph, svg);
      continue;
    }
    const explored = explore(graph, svg);
    const table = graph.querySelector(".kb-graph-table");
    if (!table) continue;
    filterByTag(table, explored);
    sortable(table);
  }
})();
