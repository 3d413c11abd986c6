"use strict";
// The button that switches between dark and light; until it is used, the page follows the system.

// Show the page "dark" or "light", or as the system has it for anything else; listeners of "themechange" are told.
function setTheme(name) {
  const root = document.documentElement;
  root.style.colorScheme = name === "dark" || name === "light" ? name : "";
  document.getElementById("theme").textContent = isDark() ? "Light" : "Dark";
  document.dispatchEvent(new Event("themechange"));
}
const chosenTheme = () => document.documentElement.style.colorScheme;
const isDark = () => (chosenTheme() ? chosenTheme() === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(chosenTheme()));
document.getElementById("theme").addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
document.getElementById("theme").hidden = false;
setTheme("");
