"use strict";
// The page around the picture: legend and filters, search, the panel with details, tables, keyboard.
// Everything that comes from a talk page is set as text, never as HTML.

(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  data.edges.forEach((edge, index) => { edge.id = index; });
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const incident = new Map(data.nodes.map((node) => [node.id, []]));
  for (const edge of data.edges) {
    incident.get(edge.from).push(edge);
    if (edge.to !== edge.from) incident.get(edge.to).push(edge);
  }
  const state = { offNodes: new Set(), offEdges: new Set(), selected: null, near: null, hits: null, hit: -1 };
  for (const [type, style] of Object.entries(data.edgeStyles)) if (!style.shown) state.offEdges.add(type);

  const visible = (node) => !state.offNodes.has(node.group);
  const touches = (edge) => edge.from === state.selected || edge.to === state.selected;
  const ends = (edge) => visible(byId.get(edge.from)) && visible(byId.get(edge.to));
  // Relations that are off appear beside a selection; only who wrote a comment is told by its colour already.
  const beside = (edge) => touches(edge) && (edge.type !== "WROTE" || edge.from === state.selected);
  const edgeVisible = (edge) => ends(edge) && (!state.offEdges.has(edge.type) || beside(edge));
  const faint = (node) => Boolean(state.hits ? !state.hits.has(node.id) : state.near && !state.near.has(node.id));
  const edgeFaint = (edge) => (state.selected !== null ? !touches(edge) : Boolean(state.hits));

  const picture = drawNetwork($("picture"), data, { visible, edgeVisible, faint, edgeFaint }, (id) => select(id));
  window.graphtalk = { network: picture.network, data, state }; // for the console and the tests

  function element(name, content, className) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (typeof content === "string") made.textContent = content;
    else if (content) made.append(...[content].flat());
    return made;
  }
  const flowing = (made) => { made.dir = "auto"; return made; }; // text of unknown language and direction

  function refresh() {
    picture.refresh();
    if (!$("tables").hidden) fillTables();
  }

  // ---- legend ----

  function svg(children, width) {
    const root = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    root.setAttribute("width", width);
    root.setAttribute("height", 14);
    root.setAttribute("aria-hidden", "true");
    for (const [name, attributes] of children) {
      const child = document.createElementNS(root.namespaceURI, name);
      for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value);
      root.append(child);
    }
    return root;
  }
  const SHAPES = {
    dot: "M7 2a5 5 0 1 1 0 10a5 5 0 1 1 0-10Z", diamond: "M7 .5 13 7 7 13.5 1 7Z", square: "M3 3h8v8H3Z",
    hexagon: "M4 1.8h6L13 7l-3 5.2H4L1 7Z", triangle: "M7 1.5 12.5 11.5h-11Z",
    star: "m7 1 1.8 4 4.2.5-3.1 2.9.9 4.3L7 10.5l-3.8 2.2.9-4.3L1 5.5 5.2 5Z",
  };
  const shapeIcon = (style) => svg([["path", { d: SHAPES[style.shape], fill: style.color, stroke: "currentColor" }]], 14);
  function lineIcon(style) {
    const named = { ink: "var(--ink)", muted: "var(--edge)" };
    const stroke = named[style.color] || style.color;
    const parts = [["line", { x1: 0, y1: 7, x2: 30, y2: 7, stroke, "stroke-width": style.width, "stroke-dasharray": style.dashes.join(" ") }]];
    if (style.arrow === "bar") parts.push(["line", { x1: 30, y1: 2, x2: 30, y2: 12, stroke, "stroke-width": 2.5 }]);
    if (style.arrow === "circle") parts.push(["circle", { cx: 28, cy: 7, r: 3.5, fill: stroke }]);
    if (style.arrow === "arrow") parts.push(["path", { d: "M31 7 24 3.5v7Z", fill: stroke }]);
    return svg(parts, 32);
  }

  function filterButton(list, icon, name, count, off, key) {
    const button = element("button", [icon, element("span", name, "name"), element("span", count.toLocaleString("en"), "count")]);
    button.type = "button";
    button.dataset.key = key;
    button.setAttribute("aria-pressed", String(!off.has(key)));
    button.addEventListener("click", () => {
      if (!off.delete(key)) off.add(key);
      button.setAttribute("aria-pressed", String(!off.has(key)));
      refresh();
    });
    $(list).append(element("li", button));
  }
  const count = (items, field) => items.reduce((sums, item) => sums.set(item[field], (sums.get(item[field]) || 0) + 1), new Map());
  const nodeCounts = count(data.nodes, "group");
  const edgeCounts = count(data.edges, "type");
  for (const [kind, style] of Object.entries(data.nodeStyles)) {
    if (nodeCounts.has(kind)) filterButton("node-filter", shapeIcon(style), style.plural, nodeCounts.get(kind), state.offNodes, kind);
  }
  for (const [type, style] of Object.entries(data.edgeStyles)) {
    if (edgeCounts.has(type)) filterButton("edge-filter", lineIcon(style), style.forth, edgeCounts.get(type), state.offEdges, type);
  }

  // ---- panel ----

  const welcome = [...$("panel").childNodes];
  const singular = { User: "Person", Comment: "Comment", Proposal: "Proposal", Source: "Source", Policy: "Policy", Article: "Article" };
  const snippet = (node) => (node.group === "Comment" || node.group === "Proposal" ? `${node.name}: ${node.title}` : node.name);
  const cut = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);

  function goButton(node, text) {
    const button = flowing(element("button", cut(text, 120), "go"));
    button.type = "button";
    button.addEventListener("click", () => select(node.id, true));
    return button;
  }

  function link(url, text) {
    if (!/^https?:\/\//i.test(url)) return [];
    const made = element("a", text);
    made.href = url;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    return [element("p", made)];
  }

  function relations(node) {
    const groups = new Map();
    for (const edge of incident.get(node.id)) {
      const forth = edge.from === node.id;
      const words = data.edgeStyles[edge.type][forth ? "forth" : "back"];
      const other = byId.get(forth ? edge.to : edge.from);
      const item = element("li", goButton(other, snippet(other)));
      const notes = edge.notes.concat(edge.facts.map(([name, value]) => `${name} ${value}`));
      if (notes.length) item.append(" ", element("small", `(${notes.join(", ")})`));
      if (edge.title) item.append(flowing(element("q", edge.title)));
      groups.set(words, (groups.get(words) || []).concat(item));
    }
    const order = Object.values(data.edgeStyles).flatMap((style) => [style.forth, style.back]);
    return [...groups].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).flatMap(([words, items]) => [
      element("h3", words[0].toUpperCase() + words.slice(1) + (items.length > 1 ? ` (${items.length})` : "")), element("ul", items),
    ]);
  }

  function showPanel(node) {
    const inside = $("panel").contains(document.activeElement);
    const author = node.author && byId.get(node.author);
    const about = [node.group === "Comment" ? "" : singular[node.group], node.time, node.section].filter(Boolean).join(" · ");
    const facts = element("dl", node.facts.flatMap(([name, value]) => [element("dt", name), flowing(element("dd", value))]));
    $("panel").replaceChildren(
      flowing(element("h2", author ? goButton(author, node.name) : node.name)),
      element("p", about, "about"),
      ...(node.text ? [flowing(element("div", node.text, "text"))] : []),
      ...(node.facts.length ? [facts] : []),
      ...link(node.url, node.group === "Comment" ? "Open on the wiki" : node.url),
      ...relations(node),
    );
    $("panel").scrollTop = 0;
    if (inside) $("panel").focus(); // the link that had the focus is gone
  }

  function select(id, follow) {
    state.selected = id;
    state.near = id === null ? null : new Set([id, ...incident.get(id).flatMap((edge) => [edge.from, edge.to])]);
    refresh();
    if (id === null) {
      picture.clear();
      $("panel").replaceChildren(...welcome);
      return;
    }
    showPanel(byId.get(id));
    if (follow) picture.focus(id);
  }

  // ---- search ----

  function search() {
    const words = $("query").value.trim().toLowerCase();
    const matches = (node) => `${node.name} ${node.label} ${node.text} ${node.facts.map((fact) => fact[1]).join(" ")}`.toLowerCase().includes(words);
    state.hits = words ? new Set(data.nodes.filter((node) => visible(node) && matches(node)).map((node) => node.id)) : null;
    state.hit = -1;
    $("found").textContent = state.hits ? `${state.hits.size} found` : "";
    refresh();
  }
  $("query").addEventListener("input", search);

  function nextHit(step) {
    const hits = [...(state.hits || [])];
    if (!hits.length) return;
    state.hit = (state.hit + step + hits.length) % hits.length;
    $("found").textContent = `${state.hit + 1} of ${hits.length}`;
    select(hits[state.hit], true);
  }

  // ---- tables ----

  function table(caption, columns, rows) {
    const head = element("thead", element("tr", columns.map((name) => { const cell = element("th", name); cell.scope = "col"; return cell; })));
    const body = element("tbody", rows.map((cells) => element("tr", cells.map((cell) => flowing(element("td", cell))))));
    return element("table", [element("caption", `${caption} (${rows.length})`), head, body]);
  }

  function fillTables() {
    const shown = data.nodes.filter((node) => visible(node) && (!state.hits || state.hits.has(node.id)));
    const ids = new Set(shown.map((node) => node.id));
    const edges = data.edges.filter((edge) => edgeVisible(edge) && ids.has(edge.from) && ids.has(edge.to));
    $("tables").replaceChildren(
      table("Items", ["Kind", "Name", "Time", "Section", "Text"], shown.map((node) => [
        element("span", singular[node.group], "short"), goButton(node, node.name), element("span", node.time, "short"), node.section, cut(node.text, 200),
      ])),
      table("Relations", ["From", "Relation", "To", "Words"], edges.map((edge) => [
        goButton(byId.get(edge.from), snippet(byId.get(edge.from))),
        [data.edgeStyles[edge.type].forth, ...edge.notes].join(", "),
        goButton(byId.get(edge.to), snippet(byId.get(edge.to))),
        cut(edge.title, 200),
      ])),
    );
  }

  $("as-table").addEventListener("click", () => {
    const table = $("tables").hidden;
    $("as-table").setAttribute("aria-pressed", String(table));
    $("tables").hidden = !table;
    $("picture").hidden = table;
    if (table) fillTables();
  });

  // ---- keyboard ----

  const comments = data.nodes.filter((node) => node.group === "Comment");
  const replies = (id) => incident.get(id).filter((edge) => edge.type === "REPLIES_TO");

  function step(key) {
    if (state.selected === null || !byId.has(state.selected)) return comments.length ? comments[0].id : null;
    const index = comments.findIndex((node) => node.id === state.selected);
    if (key === "ArrowLeft") return (replies(state.selected).find((edge) => edge.from === state.selected) || {}).to;
    if (key === "ArrowRight") {
      const answers = new Set(replies(state.selected).filter((edge) => edge.to === state.selected).map((edge) => edge.from));
      return (comments.find((node) => answers.has(node.id)) || {}).id;
    }
    return (comments[index + (key === "ArrowDown" ? 1 : -1)] || {}).id;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === $("query");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      $("query").select();
    } else if (event.key === "Escape") {
      $("query").value = "";
      search();
      select(null);
      picture.fit();
      $("picture").focus();
    } else if (event.key === "Enter" && typing) {
      nextHit(event.shiftKey ? -1 : 1);
    } else if (event.key.startsWith("Arrow") && !typing && $("tables").hidden && !$("panel").contains(event.target)) {
      const id = step(event.key);
      if (id) select(id, true);
      event.preventDefault();
    }
  });
})();
