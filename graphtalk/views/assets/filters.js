"use strict";
// What is shown of the page: one person, one section, one stance, and what had been written by a time.

// parts: {data, byId, incident}; changed() is called when another part is to be shown.
function makeFilters(parts, changed) {
  const { data, byId, incident } = parts;
  const $ = (id) => document.getElementById(id);
  const comments = data.nodes.filter((node) => node.group === "Comment");
  const times = [...new Set(comments.map((node) => node.time).filter(Boolean))].sort();
  const fields = { person: $("by-person"), section: $("by-section"), stance: $("by-stance") };
  const chosen = { person: "", section: "", stance: "", until: times.length };
  let kept = null; // ids of what is shown; null for everything
  let timer = null;

  function offer(field, entries) {
    for (const [value, name] of entries) field.append(new Option(name, value));
    field.closest("label").hidden = !entries.length;
  }
  const stances = Object.entries(data.edgeStyles).filter(([type]) => /^(ENDORSES|ENDORSES_WITH_CHANGES|OPPOSES|NEUTRAL_ON|DECIDES)$/.test(type));
  const present = new Set(data.edges.map((edge) => edge.type));
  offer(fields.person, data.nodes.filter((node) => comments.length && node.group === "User").map((node) => [node.id, node.name]));
  offer(fields.section, [...new Set(comments.map((node) => node.section))].filter(Boolean).map((name) => [name, name]));
  offer(fields.stance, stances.filter(([type]) => comments.length && present.has(type)).map(([type, style]) => [type, style.forth]));
  $("time").max = times.length;
  $("time").min = 1;
  $("time-box").hidden = times.length < 2;

  const late = (node) => node.time && chosen.until < times.length && node.time > times[chosen.until - 1];
  function fits(comment) {
    return !late(comment) && (!chosen.person || comment.author === chosen.person) && (!chosen.section || comment.section === chosen.section)
      && (!chosen.stance || incident.get(comment.id).some((edge) => edge.type === chosen.stance && edge.from === comment.id));
  }

  const active = () => Boolean(chosen.person || chosen.section || chosen.stance) || chosen.until < times.length;

  function apply() {
    kept = null;
    if (active()) {
      kept = new Set(comments.filter(fits).map((node) => node.id));
      // What hangs on a comment that is shown is shown with it.
      for (const id of [...kept]) {
        for (const edge of incident.get(id)) {
          const other = edge.from === id ? edge.to : edge.from;
          if (byId.get(other).group !== "Comment") kept.add(other);
        }
      }
      if (chosen.person) kept.add(chosen.person);
      for (const node of data.nodes) if (node.group === "Section" && !late(node)) kept.add(node.id);
    }
    for (const [key, field] of Object.entries(fields)) field.value = chosen[key];
    $("time").value = chosen.until;
    const until = times[chosen.until - 1] || "";
    $("time").setAttribute("aria-valuetext", until);
    $("time-told").textContent = until;
  }

  function set(values) {
    for (const [key, value] of Object.entries(values)) if (key in chosen) chosen[key] = value;
    chosen.until = Math.min(Math.max(Number(chosen.until) || times.length, 1), times.length);
    for (const [key, field] of Object.entries(fields)) if (![...field.options].some((option) => option.value === chosen[key])) chosen[key] = "";
    apply();
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    $("play").textContent = "▶ Play";
  }
  function play() {
    if (timer) { pause(); return; }
    if (chosen.until >= times.length) set({ until: 1 });
    $("play").textContent = "❚❚ Pause";
    changed();
    timer = setInterval(() => {
      set({ until: chosen.until + 1 });
      changed();
      if (chosen.until >= times.length) pause();
    }, Math.max(60, Math.min(250, 12000 / times.length))); // about twelve seconds for all of it, or as quick as one can see
  }

  for (const [key, field] of Object.entries(fields)) field.addEventListener("change", () => { set({ [key]: field.value }); changed(); });
  $("time").addEventListener("input", () => { pause(); set({ until: Number($("time").value) }); changed(); });
  $("play").addEventListener("click", play);
  apply();
  return { active, shows: (node) => !kept || kept.has(node.id), chosen, set, last: times.length, pause };
}
