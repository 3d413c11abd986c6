"use strict";
// The picture: vis-network draws symbols and edges where Python placed them; islands and labels are drawn here,
// because vis-network can only centre a label below its node, where it would meet the row below.

const LABEL_SIZE = 13; // as in layout.py, which leaves room for labels of this size
const LEAST_READABLE = 6.5; // pixels on screen; smaller labels are left out
const FAR = 0.45; // zoom below which outlines, which vis-network keeps equally wide at any zoom, would hide the colours
const PHYSICS = { enabled: true, solver: "forceAtlas2Based", forceAtlas2Based: { springLength: 60, damping: 0.6 }, stabilization: false };
const DOTS = 0.2; // zoom below which shapes cannot be told apart, and of many only specks are drawn
const MANY = 2000; // edges from which on the picture is drawn with less detail while it is far away or moves
const CITED = new Set(["Source", "Policy", "Article"]);
const ABOVE_LINE = new Set(["Comment"]); // stances leave a comment to the right: its label stands on that line

const COLORS = ["ground", "ink", "muted", "island", "island-line", "edge"]; // of the page that the picture uses
// Registered, they are read as the colour that light-dark() comes to.
for (const name of COLORS) CSS.registerProperty({ name: `--${name}`, syntax: "<color>", inherits: true, initialValue: "gray" });

function readTheme() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(COLORS.map((name) => [name, style.getPropertyValue(`--${name}`)]));
}

// state: {scene(), visible(node), edgeVisible(edge), faint(node), edgeFaint(edge), size(node)}; onSelect(id or null)
function drawNetwork(element, data, state, onSelect) {
  let theme = readTheme();
  const many = data.edges.length > MANY;
  let scene = state.scene(); // the nodes and islands that the picture is made of
  // The place and zoom at which all is seen, null where there is nothing, or no room for it.
  function extent() {
    const xs = scene.islands.flatMap((island) => [island.x, island.x + island.width]).concat(scene.nodes.flatMap((node) => [node.x, node.x + node.room]));
    const ys = scene.islands.flatMap((island) => [island.y, island.y + island.height]).concat(scene.nodes.map((node) => node.y));
    if (!xs.length || !element.clientWidth) return null;
    const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b));
    const most = (numbers) => numbers.reduce((a, b) => Math.max(a, b));
    const [left, right, top, bottom] = [least(xs), most(xs), least(ys), most(ys)];
    const scale = Math.min(element.clientWidth / (right - left + 50), element.clientHeight / (bottom - top + 60), 1.5);
    return { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale };
  }

  const distanceAt = (scale) => (many && scale < DOTS ? 2 : scale < FAR ? 1 : 0);
  let distance = distanceAt((extent() || { scale: 1 }).scale); // so that the first drawing is the right one
  let moving = false; // whether the picture arranges itself
  let moved = false; // by hand or by a selection: then a change of size leaves the picture where it is

  // A node that is far away: a square, which takes the least to draw.
  function speck({ ctx, x, y, state: { selected }, style }) {
    const size = style.size * (selected ? 2 : 1);
    const drawNode = () => {
      ctx.globalAlpha = style.opacity;
      ctx.fillStyle = style.color;
      ctx.fillRect(x - size, y - size, 2 * size, 2 * size);
      ctx.globalAlpha = 1;
    };
    return { drawNode, nodeDimensions: { width: 2 * size, height: 2 * size } };
  }

  function nodeLook(node) {
    const coarse = distance === 2;
    const border = node.ring ? node.color : theme.ink;
    const look = { background: node.ring && !coarse ? theme.ground : node.color, border };
    const size = state.size(node);
    if (coarse) {
      const faint = state.faint(node);
      return {
        id: node.id, ...(moving ? {} : { x: node.x, y: node.y }), shape: "custom", ctxRenderer: speck, size, title: node.title,
        color: { ...look, highlight: look }, hidden: !state.visible(node), opacity: faint ? 0.25 : 1,
      };
    }
    return {
      id: node.id, ...(moving ? {} : { x: node.x, y: node.y }), shape: node.shape, size: node.ring ? size - 1.5 : size, title: node.title,
      borderWidth: (node.ring ? 4 : CITED.has(node.group) ? 0.75 : 1.25) * (distance ? 0.4 : 1),
      color: { ...look, highlight: look }, hidden: !state.visible(node), opacity: state.faint(node) ? 0.25 : 1,
    };
  }

  function edgeLook(edge) {
    const coarse = distance === 2;
    const named = { ink: theme.ink, muted: theme.edge };
    const color = named[edge.color] || edge.color;
    return {
      id: edge.id, from: edge.from, to: edge.to, width: edge.width, smooth: coarse ? false : edge.smooth, title: edge.title || undefined,
      dashes: edge.dashes.length && !coarse ? edge.dashes : false,
      color: { color, highlight: color, opacity: state.edgeFaint(edge) ? 0.15 : 1 },
      arrows: edge.arrow && !coarse ? { to: { enabled: true, type: edge.arrow, scaleFactor: edge.color === "muted" ? 0.35 : 0.5 } } : "",
    };
  }

  // vis-network works on what is hidden, too: it gets what is drawn or has been, and of a change only what changed.
  const drawn = { nodes: new Map(), edges: new Map() };
  function changes(kind, looks) {
    const changed = [];
    const present = new Set();
    for (const look of looks) {
      const key = JSON.stringify(look);
      present.add(look.id);
      if (drawn[kind].get(look.id) !== key) changed.push(look);
      drawn[kind].set(look.id, key);
    }
    const gone = [...drawn[kind].keys()].filter((id) => !present.has(id));
    for (const id of gone) drawn[kind].delete(id);
    return { changed, gone };
  }
  const edgeLooks = () => data.edges.filter(state.edgeVisible).map(edgeLook);
  const nodeLooks = () => data.nodes.filter((node) => state.visible(node) || drawn.nodes.has(node.id)).map(nodeLook);
  const nodes = new vis.DataSet(changes("nodes", nodeLooks()).changed);
  const edges = new vis.DataSet(changes("edges", edgeLooks()).changed);
  const interaction = { ...data.options.interaction, hideEdgesOnDrag: many, hideEdgesOnZoom: many, hideNodesOnDrag: distance === 2 };
  const network = new vis.Network(element, { nodes, edges }, { ...data.options, interaction });

  const at = (node) => (moving ? network.getPosition(node.id) : node);

  function clip(context, text, width) {
    if (context.measureText(text).width <= width) return text;
    let end = text.length;
    while (end > 1 && context.measureText(text.slice(0, end) + "…").width > width) end -= 1;
    return text.slice(0, end) + "…";
  }

  // What part of the picture is seen, with so much beside it.
  function view(before, behind, around) {
    const corner = network.DOMtoCanvas({ x: 0, y: 0 });
    const end = network.DOMtoCanvas({ x: element.clientWidth, y: element.clientHeight });
    return { left: corner.x - before, right: end.x + behind, top: corner.y - around, bottom: end.y + around };
  }
  const inside = ({ x, y }, area) => x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;

  // A far picture of many is not drawn anew while it is dragged: what was seen moves along, and specks stand for what
  // comes into view, until it rests.
  let dragged = null; // what was seen: its area, and the picture of it
  network.on("dragStart", () => {
    if (distance !== 2 || moving) return;
    const canvas = element.querySelector("canvas");
    const picture = new OffscreenCanvas(canvas.width, canvas.height);
    picture.getContext("2d").drawImage(canvas, 0, 0);
    dragged = { area: view(0, 0, 0), picture };
  });
  network.on("dragEnd", () => { dragged = null; });

  function drawDragged(context) {
    const { area, picture } = dragged;
    const seen = view(0, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, area.left, area.top, area.right - area.left, area.bottom - area.top);
    for (const node of scene.nodes) {
      if (inside(node, area) || !inside(node, seen) || !state.visible(node)) continue;
      const size = state.size(node);
      context.fillStyle = node.color;
      context.fillRect(node.x - size, node.y - size, 2 * size, 2 * size);
    }
  }

  const farCorner = ({ x, y, width, height }) => ({ x: x + width, y: y + height });

  network.on("beforeDrawing", (context) => {
    const scale = network.getScale();
    context.save();
    context.fillStyle = theme.island;
    context.strokeStyle = theme["island-line"];
    context.lineWidth = 1 / scale;
    for (const island of moving ? [] : scene.islands) {
      if (dragged && inside(island, dragged.area) && inside(farCorner(island), dragged.area)) continue;
      context.beginPath();
      context.roundRect(island.x, island.y, island.width, island.height, 14);
      context.fill();
      context.stroke();
    }
    // Headings keep a readable size when the whole is far away, as far as their island is wide enough.
    const size = Math.min(Math.max(16, 11 / scale), 30);
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.fillStyle = theme.ink;
    context.textBaseline = "top";
    for (const island of moving ? [] : scene.islands) {
      if (island.width * scale < 60) continue;
      context.fillText(clip(context, island.label, island.width - 28), island.x + 14, island.y + 10);
    }
    context.restore();
  });

  network.on("afterDrawing", (context) => {
    if (dragged) drawDragged(context);
    if (LABEL_SIZE * network.getScale() < LEAST_READABLE) return;
    context.save();
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    const seen = view(400, 20, 30); // with labels that begin outside
    for (const node of scene.nodes) {
      if (!node.room || !state.visible(node)) continue;
      const place = at(node);
      if (!inside(place, seen)) continue;
      context.globalAlpha = state.faint(node) ? 0.35 : 1;
      context.font = `${node.group === "Proposal" ? "600 " : ""}${LABEL_SIZE}px system-ui, sans-serif`;
      context.strokeStyle = node.group === "Comment" || node.group === "Proposal" ? theme.island : theme.ground;
      context.fillStyle = theme.ink;
      const x = place.x + state.size(node) + 7;
      const y = place.y - (ABOVE_LINE.has(node.group) ? 11 : 0);
      context.strokeText(node.label, x, y, node.room);
      context.fillText(node.label, x, y, node.room);
    }
    context.restore();
  });

  function checkDistance() {
    if (distance === distanceAt(network.getScale())) return;
    distance = distanceAt(network.getScale());
    network.setOptions({ interaction: { hideNodesOnDrag: distance === 2 && !moving } });
    refresh();
  }
  network.on("zoom", () => {
    moved = true;
    checkDistance();
  });
  network.on("dragEnd", () => { moved = true; });
  network.on("click", (event) => onSelect(event.nodes.length ? event.nodes[0] : null));

  function refresh() {
    scene = state.scene();
    const node = changes("nodes", nodeLooks());
    const edge = changes("edges", edgeLooks());
    if (node.changed.length) nodes.update(node.changed);
    if (edge.gone.length) edges.remove(edge.gone);
    if (edge.changed.length) edges.update(edge.changed);
  }

  function fit() {
    const whole = extent();
    if (!whole) return;
    for (const tip of element.querySelectorAll(".vis-tooltip")) tip.style.visibility = "hidden"; // of what is elsewhere now
    network.moveTo({ ...whole, animation: false });
    moved = false;
    checkDistance();
  }

  // Bring a node into view, and leave the picture where it is if the node can be seen and read there.
  function focus(id) {
    if (!drawn.nodes.has(id)) return;
    network.selectNodes([id]);
    const point = network.canvasToDOM(network.getPosition(id));
    const near = point.x > 15 && point.y > 15 && point.x < element.clientWidth - 160 && point.y < element.clientHeight - 40;
    if (near && network.getScale() > 0.6) return;
    moved = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    network.focus(id, { scale: Math.max(network.getScale(), 0.8), animation: calm ? false : { duration: 250 } });
  }
  network.on("animationFinished", checkDistance);

  // Let the picture arrange itself, or put everything back to its place on the page.
  function arrange(on) {
    moving = on;
    network.setOptions({ physics: on ? PHYSICS : false, interaction: { dragNodes: on, hideNodesOnDrag: distance === 2 && !on } });
    if (!on) drawn.nodes.clear(); // all of them have moved
    refresh();
    if (!on) {
      fit();
      return;
    }
    moved = false;
    network.startSimulation();
    for (const wait of [200, 800, 2000, 4000]) setTimeout(follow, wait);
  }
  const follow = () => { if (moving && !moved) network.fit({ animation: false }); };
  network.on("stabilized", follow);

  function retheme() {
    theme = readTheme();
    refresh();
  }
  document.addEventListener("themechange", retheme);
  matchMedia("print").addEventListener("change", retheme);
  new ResizeObserver(() => moved || fit()).observe(element);

  const shown = () => ({
    nodes: data.nodes.filter(state.visible),
    edges: data.edges.filter(state.edgeVisible).map((edge) => ({ ...edge, words: edge.title, kind: data.edgeStyles[edge.type].forth })),
    islands: moving ? [] : scene.islands, at, size: state.size, theme,
  });
  return { network, refresh, fit, focus, arrange, shown, clear: () => network.unselectAll(), ground: () => theme.ground };
}
