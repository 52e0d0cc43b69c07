// Keeps an instance's page true while it is open. Everything the page can say is in its markup already, each part with the
// test for its moment (data-when); this file learns the facts from server-sent events and shows the parts whose test holds.

const page = document.querySelector('[data-instance]');
const one = selector => page.querySelector(selector);
const all = selector => page.querySelectorAll(selector);

const facts = Object.fromEntries(page.dataset.facts.split(';').map(fact => fact.split('=')));
const offer = JSON.parse(one('[data-offer]').dataset.offer);
const ahead = Date.now() - Date.parse(page.dataset.now);
const now = () => Date.now() - ahead;

const holds = test => test.split(';').every(condition => {
  const [, fact, not, values] = /^(\w+)(!?)=(.+)$/.exec(condition);
  return values.split(',').includes(facts[fact]) !== (not === '!');
});

const show = () => {
  for (const part of all('[data-when]')) {
    part.hidden = !holds(part.dataset.when);
  }
  announce();
};

const text = (name, value) => {
  for (const part of all(`[data-text="${name}"]`)) {
    part.textContent = value ?? '';
  }
};

const list = (name, values) =>
  one(`[data-list="${name}"]`).replaceChildren(...values.map(value => {
    const item = document.createElement('li');
    item.textContent = value;
    return item;
  }));

const number = (name, value) => {
  for (const link of all(`[data-number="${name}"]`)) {
    link.textContent = value ?? '';
    link.href = `https://wa.me/${(value ?? '').replace(/\D/g, '')}`;
  }
};

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const moment = (name, at) => {
  if (at) {
    one(`[data-moment="${name}"]`).textContent = clock.format(new Date(at));
  }
};

// One polite voice for the whole page: it says what was not there before.
const announcer = one('[data-announcer]');
const visible = part => part.checkVisibility() ? part.innerText.replace(/\s+/g, ' ').trim() : '';
let said;
function announce() {
  const words = [one('.badge:not([hidden])'), one('.step-title[data-now]'), ...all('[data-say]')]
    .filter(part => part).map(visible).filter(part => part);
  const fresh = words.filter(part => !said?.includes(part));
  if (said && fresh.length > 0) {
    announcer.textContent = fresh.join('. ');
  }
  said = words;
}

// --- What the events say ---

function onStatus(instance) {
  const { whatsApp } = instance;
  Object.assign(facts, {
    status: instance.status,
    operation: instance.operation?.kind ?? 'none',
    deleting: instance.deleting ? 'yes' : 'no',
    failure: instance.failure ? 'yes' : 'no',
    incident: instance.incident ? 'yes' : 'no',
    drift: instance.drift.length > 0 ? 'yes' : 'no',
    owner: whatsApp.owner ? 'set' : 'unset',
    access: whatsApp.everyoneDailyRequests ? 'everyone' : 'owner',
    number: whatsApp.number,
    whatsapp: whatsApp.state,
    paired: isPaired(whatsApp) ? 'yes' : 'no',
    trouble: whatsApp.trouble ? 'yes' : 'no',
    linked: linkedOf(whatsApp),
    stage: stageOf(whatsApp.link),
  });
  onFailure(instance.failure);
  onModels(instance.llm);
  instance.channels.forEach(onChannel);
  text('incident-title', instance.incident?.title);
  text('incident-detail', instance.incident?.detail);
  moment('incident', instance.incident?.at);
  list('drift', instance.drift);
  text('owner', whatsApp.owner);
  text('everyone', whatsApp.everyoneDailyRequests);
  text('self', whatsApp.self ?? 'unknown');
  text('trouble-cause', whatsApp.trouble?.cause);
  text('trouble-action', whatsApp.trouble?.action);
  moment('since', whatsApp.since);
  number('owner', whatsApp.owner);
  number('self', whatsApp.self);
  moment('health', instance.lastHealthAt);
  moment('connected', instance.lastWhatsAppConnectedAt);
  show();
}

// Without the code itself, which comes by its own event, there is nothing to scan yet.
function stageOf(link) {
  return link?.stage === 'waiting' && !one('[data-qr]').hasAttribute('src') ? 'starting' : link?.stage ?? 'none';
}

// Whether a phone keeps this device, whatever its connection is like.
const isPaired = ({ state }) => !['not-linked', 'linking', 'logged-out'].includes(state);

function linkedOf({ self, owner }) {
  return !self || !owner ? 'unknown' : self === owner ? 'owner' : 'other';
}

const savedAt = {};

function verdict(row, value, words) {
  const place = row.querySelector('[data-verdict]');
  place.dataset.verdict = value;
  place.textContent = words;
}

// The server comes to the same facts (ModelOffer).
function onModels({ model, keys, faults, direct }) {
  const saved = keys.filter(key => one(`[data-key="${key.name}"]`));
  const opens = vendor => vendor.keys.some(name => saved.some(key => key.name === name));
  const vendor = model ? offer.find(vendor => model.startsWith(`${vendor.id}/`)) : offer.find(opens);
  const present = faults.filter(fault => fault.vendor === vendor?.id);

  for (const row of all('[data-key]')) {
    facts[row.dataset.key] = saved.some(key => key.name === row.dataset.key) ? 'set' : 'unset';
  }
  facts.direct = direct ? 'on' : 'off';
  facts.keys = saved.length > 0 ? 'some' : 'none';
  facts.model = !vendor || !opens(vendor) ? offer.some(opens) ? 'stray' : 'missing' : present.length > 0 ? 'faulty' : 'ready';

  for (const key of saved) {
    // What was said to the one before says nothing about this one.
    if (savedAt[key.name] && savedAt[key.name] !== key.updatedAt) {
      verdict(one(`[data-key="${key.name}"]`), '', '');
    }
    savedAt[key.name] = key.updatedAt;
    text(key.name, key.last4);
    moment(key.name, key.updatedAt);
  }
  text('model', model ? model.slice(model.indexOf('/') + 1) : vendor?.model);
  text('vendor', vendor?.name);
  one('[data-faults]')?.replaceChildren(...present.map(faultItem));
  requireKey();
}

function onChannel({ name, state, message, tokens, allowFrom }) {
  facts[name] = state;
  text(`${name}-message`, message);
  text(`${name}-users`, allowFrom.join(', '));
  for (const token of tokens) {
    facts[token.name] = token.last4 ? 'set' : 'unset';
    text(token.name, token.last4);
  }
}

function faultItem({ title, detail, since }) {
  const item = document.createElement('li');
  item.appendChild(document.createElement('strong')).textContent = title;
  item.appendChild(document.createElement('p')).textContent = detail;
  const at = item.appendChild(document.createElement('p'));
  at.className = 'since';
  at.textContent = `Since ${clock.format(new Date(since))}`;
  return item;
}

function onFailure(failure) {
  text('failure-title', failure?.title);
  text('failure-detail', failure?.detail);
}

function onStep(operation) {
  const active = operation.steps.find(step => !step.finishedAt);
  one('[data-steps]').replaceChildren(...operation.steps.map(step => {
    const item = document.createElement('li');
    const title = item.appendChild(document.createElement('span'));
    const time = item.appendChild(document.createElement('span'));
    item.className = step.finishedAt ? 'done' : step === active ? 'active' : 'todo';
    title.className = 'step-title';
    title.textContent = step.title;
    time.className = 'step-time';
    if (step.finishedAt && step.startedAt) {
      time.textContent = seconds(Date.parse(step.finishedAt) - Date.parse(step.startedAt));
    }
    if (step === active) {
      item.setAttribute('aria-current', 'step');
      title.dataset.now = '';
      time.dataset.since = step.startedAt ?? '';
    }
    return item;
  }));
  tick();
  announce();
}

function onQr(link) {
  const code = one('[data-qr]');
  facts.stage = link.stage;
  if (link.stage === 'waiting' && link.qrDataUrl?.startsWith('data:image/png;base64,')) {
    code.src = link.qrDataUrl;
  } else if (link.stage !== 'waiting') {
    code.removeAttribute('src');
  }
  one('[data-expires]').dataset.expires = link.expiresAt ?? '';
  linkProblem();
  show();
  tick();
}

function onConnected({ self, at }) {
  Object.assign(facts, { whatsapp: 'connected', paired: 'yes', trouble: 'no' });
  facts.stage = 'connected';
  if (self) {
    text('self', self);
  }
  moment('connected', at);
  show();
}

// --- Clocks ---

const seconds = milliseconds => `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`;

function tick() {
  for (const part of all('[data-since]')) {
    if (part.dataset.since) {
      part.textContent = `${Math.max(0, Math.floor((now() - Date.parse(part.dataset.since)) / 1000))} s`;
    }
  }
  const countdown = one('[data-expires]');
  const left = Math.floor((Date.parse(countdown.dataset.expires) - now()) / 1000);
  if (left >= 0) {
    countdown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  }
  // The server says so itself; this is for when its word does not get through.
  if (facts.stage === 'waiting' && left < -5) {
    facts.stage = 'expired';
    show();
  }
}
setInterval(tick, 1000);
tick();

// --- Choosing a model ---

const choice = one('form[data-model]');
const vendorOf = secret => offer.find(vendor => vendor.keys.includes(secret));

// Whoever changes only the model keeps the key that is saved.
function requireKey() {
  if (choice) {
    const vendor = vendorOf(choice.elements.secret.value);
    choice.elements.key.required = !vendor.keys.some(name => facts[name] === 'set');
  }
}

if (choice) {
  const { secret, model, key, shown } = choice.elements;
  const models = {};
  secret.addEventListener('change', () => {
    const [before, after] = [vendorOf(shown.value), vendorOf(secret.value)];
    models[before.id] = model.value;
    if (before !== after) {
      model.value = models[after.id] ?? after.model;
    }
    // Whosever key was pasted, it is not this one's.
    key.value = '';
    shown.value = secret.value;
    for (const hint of choice.querySelectorAll('[data-for]')) {
      hint.hidden = hint.dataset.for !== secret.value;
    }
    requireKey();
  });
}

// --- Asking what a vendor says to a key ---

for (const form of all('form[data-check]')) {
  const button = form.querySelector('button');
  const row = form.closest('[data-key]');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const body = new FormData(form);
    button.disabled = true;
    verdict(row, 'asking', 'Asking the vendor…');

    try {
      const answer = await fetch(form.dataset.check, { method: 'POST', body, redirect: 'manual' });
      if (answer.type === 'opaqueredirect' || answer.status === 400) {
        location.reload();
        return;
      }
      const said = await answer.json();
      verdict(row, said.verdict ?? 'unknown', said.message ?? said.detail);
    } catch {
      verdict(row, 'unknown', 'The service is not reachable right now. Try again in a minute.');
    }
    button.disabled = false;
    // Where the keyboard was, unless it has gone elsewhere.
    if (document.activeElement === document.body) {
      button.focus();
    }
  });
}

// --- Asking for a code without leaving the page ---

function linkProblem(problem) {
  const place = one('[data-link-problem]');
  if (!problem) {
    place.replaceChildren();
    return;
  }
  const note = document.createElement('div');
  note.className = 'note bad';
  note.setAttribute('role', 'alert');
  note.appendChild(document.createElement('strong')).textContent = problem.title;
  note.appendChild(document.createElement('p')).textContent = problem.detail;
  place.replaceChildren(note);
}

const form = one('form[data-link]');
form.addEventListener('submit', async event => {
  event.preventDefault();
  const before = facts.stage;
  facts.stage = 'starting';
  linkProblem();
  show();
  // The button is gone: leave the keyboard where it was, and bring the code into view.
  one('#link-title').focus({ preventScroll: true });
  one('.qr').scrollIntoView({ block: 'nearest' });

  try {
    const answer = await fetch(form.dataset.link, { method: 'POST', body: new FormData(form), redirect: 'manual' });
    if (answer.type === 'opaqueredirect' || answer.status === 400) {
      location.reload();
      return;
    }
    const said = await answer.json();
    if (answer.ok) {
      // The events may have been faster, and know better.
      if (facts.stage === 'starting') {
        onQr({ stage: 'waiting', ...said });
      }
    } else if (said.type === 'urn:ncaspire:whatsapp-unreachable') {
      onQr({ stage: 'unreachable' });
    } else {
      facts.stage = before;
      linkProblem(said);
      show();
    }
  } catch {
    facts.stage = before;
    linkProblem({ title: 'Not reachable', detail: 'The service is not reachable right now. Nothing was lost: try again in a minute.' });
    show();
  }
});

// --- The stream ---

let source;
let pause = 1000;

function live(condition, words) {
  const sign = one('[data-live]');
  sign.dataset.live = condition;
  one('[data-live-words]').textContent = words;
}

function connect() {
  source = new EventSource(page.dataset.events);
  const on = (name, take) => source.addEventListener(name, event => take(JSON.parse(event.data)));

  source.addEventListener('open', () => {
    pause = 1000;
    live('on', 'Live');
  });
  on('status', onStatus);
  on('step', onStep);
  on('qr', onQr);
  on('connected', onConnected);
  on('deleted', () => location.assign('/instances'));
  on('gone', () => location.reload());
  on('signed-out', () => location.assign(`/login?ended=true&returnUrl=${encodeURIComponent(location.pathname)}`));

  // The API's own "error" event and the browser's word for a broken connection share this name; only the first has data.
  source.addEventListener('error', event => {
    if (event.data) {
      onFailure(JSON.parse(event.data));
      facts.failure = 'yes';
      show();
      return;
    }
    live('off', 'Reconnecting…');
    if (source.readyState === EventSource.CLOSED) {
      // The browser gave up, as it does after an answer that is no stream. We don't.
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, 30_000);
    }
  });
}

connect();
addEventListener('pagehide', () => source.close());
addEventListener('pageshow', event => {
  if (event.persisted) {
    connect();
  }
});
