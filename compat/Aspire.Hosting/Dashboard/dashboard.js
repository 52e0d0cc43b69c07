const maxLines = 2000;
const rows = document.getElementById("resources");
const logs = document.getElementById("logs");
const filter = document.getElementById("filter");
const follow = document.getElementById("follow");
const connection = document.getElementById("connection");

const show = (cell, text) => {
  if (cell.textContent !== text) {
    cell.textContent = text;
  }
};

// Rows exist since the page was made, unless it was opened before the resources were known.
const update = (resources) => {
  if (resources.some((resource) => !rowOf(resource.name))) {
    location.reload();
    return;
  }
  for (const resource of resources) {
    const row = rowOf(resource.name);
    for (const name of ["state", "health", "processId", "restarts", "uptime"]) {
      const cell = row.querySelector(`[data-cell=${name}]`);
      show(cell, String(resource[name]));
      if (cell.dataset.value !== undefined) {
        cell.dataset.value = String(resource[name]).split(" ")[0];
      }
    }
  }
};

const rowOf = (name) => [...rows.children].find((row) => row.dataset.name === name);

const append = (line) => {
  const element = document.createElement("p");
  const time = document.createElement("time");
  const source = document.createElement("b");
  time.dateTime = line.time;
  time.textContent = new Date(line.time).toLocaleTimeString();
  source.textContent = line.resource;
  element.classList.toggle("error", line.isError);
  element.append(time, " ", source, " ", line.text);
  logs.append(element);
  while (logs.childElementCount > maxLines) {
    logs.firstElementChild.remove();
  }
  if (follow.checked) {
    logs.scrollTop = logs.scrollHeight;
  }
};

let source;

const openLogs = () => {
  source?.close();
  logs.replaceChildren();
  source = new EventSource(`/logs?resource=${encodeURIComponent(filter.value)}`);
  source.onmessage = (event) => append(JSON.parse(event.data));
};

const resources = new EventSource("/resources");
resources.onopen = () => show(connection, "Live");
resources.onerror = () => show(connection, "Not connected: the application has stopped");
resources.onmessage = (event) => update(JSON.parse(event.data));
filter.addEventListener("change", openLogs);
openLogs();
