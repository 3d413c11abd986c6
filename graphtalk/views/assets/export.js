"use strict";
// The picture as a file: PNG of what is seen, SVG of all that is shown.

function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function savePng(canvas, ground, name) {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext("2d");
  context.fillStyle = ground;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => saveFile(blob, name), "image/png");
}

const OUTLINES = { // around 0 0, of radius 1, as vis-network draws them
  diamond: "M0-1 1 0 0 1-1 0Z", square: "M-1-1H1V1H-1Z", hexagon: "M1 0 .5.87H-.5L-1 0-.5-.87H.5Z",
  triangle: "M0-1.15 1 .58H-1Z", star: "M0-1 .22-.31H.95L.36.12.59.81 0 .38-.59.81-.36.12-.95-.31H-.22Z",
};

const KIND = 230; // pixels that the name of a kind of edge has in the legend
const TIPS = { arrow: "M0 0-8-3.5V3.5Z", bar: "M-1-5H0V5H-1Z", circle: "M0 0A3 3 0 1 1-6 0 3 3 0 1 1 0 0Z" }; // that end in 0 0

// Return the path of an edge, about as vis-network bends it, and where and at which angle it reaches its end.
function course(a, b, smooth) {
  const bend = smooth && smooth.type;
  if (bend && bend !== "cubicBezier") {
    let via = { x: b.x, y: a.y }; // level from a reply, then up to what it answers
    if (bend !== "horizontal") {
      const reach = (smooth.roundness + 1) / 2;
      const turn = Math.atan2(a.y - b.y, b.x - a.x) + (bend === "curvedCW" ? reach : (1 - smooth.roundness) / 2) * Math.PI;
      const far = reach * Math.hypot(b.x - a.x, b.y - a.y);
      via = { x: a.x + far * Math.sin(turn), y: a.y + far * Math.cos(turn) };
    }
    const angle = Math.atan2(b.y - via.y, b.x - via.x);
    const path = `M${a.x} ${a.y}Q${Math.round(via.x)} ${Math.round(via.y)} ${b.x} ${b.y}`;
    return { path, x: b.x - Math.cos(angle) * b.size, y: b.y - Math.sin(angle) * b.size, angle: (angle * 180) / Math.PI };
  }
  if (bend) {
    const way = Math.sign(b.x - a.x) || 1;
    const middle = (a.x + b.x) / 2;
    return { path: `M${a.x} ${a.y}C${middle} ${a.y} ${middle} ${b.y} ${b.x} ${b.y}`, x: b.x - way * b.size, y: b.y, angle: way > 0 ? 0 : 180 };
  }
  const turn = Math.atan2(b.y - a.y, b.x - a.x);
  return { path: `M${a.x} ${a.y}L${b.x} ${b.y}`, x: b.x - Math.cos(turn) * b.size, y: b.y - Math.sin(turn) * b.size, angle: (turn * 180) / Math.PI };
}

// shown: {nodes, edges, islands, at(node), size(node), theme}
function drawSvg(shown, heading) {
  const space = "http://www.w3.org/2000/svg";
  const root = document.createElementNS(space, "svg");
  const { theme } = shown;
  function add(name, attributes, text) {
    const made = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    root.append(made);
    return made;
  }
  const points = shown.nodes.map(shown.at);
  const corners = shown.islands.flatMap((island) => [island, { x: island.x + island.width, y: island.y + island.height }]);
  const all = points.concat(corners, points.length ? [] : [{ x: 0, y: 0 }]);
  const xs = all.map((point) => point.x);
  const ys = all.map((point) => point.y);
  const [left, top] = [Math.min(...xs) - 40, Math.min(...ys) - 40];
  const kinds = [...new Map(shown.edges.map((edge) => [edge.kind, edge])).values()]; // one edge of each, for the legend
  const width = Math.max(Math.max(...xs) - left + 180, 2 * KIND);
  const columns = Math.floor((width - 40) / KIND);
  const bottom = Math.max(...ys) + 40;
  const height = bottom - top + Math.ceil(kinds.length / columns) * 26;
  root.setAttribute("xmlns", space);
  root.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  root.setAttribute("font-family", "system-ui, sans-serif");
  add("title", {}, heading);
  add("rect", { x: left, y: top, width, height, fill: theme.ground });
  for (const island of shown.islands) {
    add("rect", { x: island.x, y: island.y, width: island.width, height: island.height, rx: 14, fill: theme.island, stroke: theme["island-line"] });
    add("text", { x: island.x + 14, y: island.y + 26, "font-size": 16, "font-weight": 600, fill: theme.ink }, island.label);
  }
  const places = new Map(shown.nodes.map((node) => [node.id, { ...shown.at(node), size: shown.size(node) }]));
  function draw(edge, { path, x, y, angle }) {
    const color = { ink: theme.ink, muted: theme.edge }[edge.color] || edge.color;
    const line = add("path", { d: path, fill: "none", stroke: color, "stroke-width": edge.width, "stroke-dasharray": edge.dashes.join(" ") || "none" });
    const title = document.createElementNS(space, "title");
    title.textContent = edge.words;
    line.append(title);
    if (TIPS[edge.arrow]) add("path", { d: TIPS[edge.arrow], transform: `translate(${x} ${y}) rotate(${angle})`, fill: color, stroke: color });
  }
  for (const edge of shown.edges) draw(edge, course(places.get(edge.from), places.get(edge.to), edge.smooth));
  kinds.forEach((edge, index) => {
    const [x, y] = [left + 40 + KIND * (index % columns), bottom + 26 * Math.floor(index / columns)];
    draw({ ...edge, words: edge.kind }, course({ x, y }, { x: x + 36, y, size: 0 }, false));
    add("text", { x: x + 46, y: y + 4, "font-size": 13, fill: theme.ink }, edge.kind);
  });
  for (const node of shown.nodes) {
    const { x, y } = places.get(node.id);
    const size = shown.size(node);
    const look = { fill: node.ring ? theme.ground : node.color, stroke: node.ring ? node.color : theme.ink, "stroke-width": node.ring ? 4 : 1.25 };
    if (node.shape === "dot") add("circle", { cx: x, cy: y, r: size, ...look });
    else add("path", { d: OUTLINES[node.shape], transform: `translate(${x} ${y}) scale(${size})`, "vector-effect": "non-scaling-stroke", ...look });
    if (!node.room) continue;
    const halo = { stroke: /^(Comment|Proposal)$/.test(node.group) ? theme.island : theme.ground, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
    const weight = node.group === "Proposal" ? 600 : 400;
    add("text", { x: x + size + 7, y: y - (node.group === "Comment" ? 7 : -4), "font-size": 13, "font-weight": weight, fill: theme.ink, ...halo }, node.label);
  }
  return new XMLSerializer().serializeToString(root);
}
