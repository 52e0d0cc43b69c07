// Small comforts for every page. Each of them works without this file too, only plainer.

// Times come in UTC; show them in the reader's own.
const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
for (const time of document.querySelectorAll('time[data-time]')) {
  time.textContent = clock.format(new Date(time.dateTime));
}

// A question opens as a dialog instead of a new page.
for (const button of document.querySelectorAll('[data-dialog]')) {
  const dialog = document.getElementById(button.dataset.dialog);
  button.setAttribute('aria-haspopup', 'dialog');
  button.addEventListener('click', event => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelector('[data-close]').addEventListener('click', event => {
    event.preventDefault();
    dialog.close();
  });
  if (dialog.open) {
    dialog.close();
    dialog.showModal();
  }
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', event => {
    if (form.hasAttribute('aria-busy')) {
      event.preventDefault();
    } else {
      form.setAttribute('aria-busy', 'true');
    }
  });
}
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[aria-busy]')) {
    form.removeAttribute('aria-busy');
  }
});

// What is typed into a secret field can be looked at, until it is sent.
for (const button of document.querySelectorAll('[data-reveal]')) {
  const input = document.getElementById(button.dataset.reveal);
  const reveal = shown => {
    input.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  };
  button.hidden = false;
  button.addEventListener('click', () => reveal(input.type === 'password'));
  input.form.addEventListener('submit', () => reveal(false));
}

// A field that was refused is the one to go on with; after the load, because going to the address's fragment takes the focus away.
addEventListener('load', () => document.querySelector('[aria-invalid=true]')?.focus());

// The rules for a name, ticked off while it is typed.
for (const field of document.querySelectorAll('[data-slug]')) {
  const input = field.querySelector('input');
  const rules = [...field.querySelectorAll('[data-rule]')].map(item => ({ item, test: new RegExp(item.dataset.rule) }));
  const check = () => {
    for (const { item, test } of rules) {
      item.dataset.state = input.value === '' ? 'open' : test.test(input.value) ? 'kept' : 'broken';
    }
  };
  input.addEventListener('input', check);
  check();
}
