// The portal works without this script. It adds copying, the live console and the live status.
for (const button of document.querySelectorAll('.copy')) {
  button.hidden = false;
  const copy = async () => {
    const text = button.parentElement.querySelector('code').textContent;
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    button.textContent = copied ? 'Copied' : 'Press Ctrl+C';
    if (!copied) getSelection().selectAllChildren(button.parentElement.querySelector('code'));
    setTimeout(() => (button.textContent = 'Copy'), 2000);
  };
  button.addEventListener('click', () => void copy());
}

const pill = document.querySelector('[data-status]');
const words = { operational: 'All systems operational', degraded: 'Degraded', down: 'Down' };
async function follow() {
  const status = await fetch('/api/v1/status')
    .then((response) => response.json())
    .then((body) => body.status)
    .catch(() => 'down');
  if (!words[status] || pill.classList.contains(status)) return;
  pill.className = `pill ${status}`;
  pill.querySelector('.word').textContent = words[status];
}
if (pill)
  setInterval(() => {
    if (document.visibilityState === 'visible') void follow();
  }, 15_000);

const form = document.querySelector('#console-form');
if (form) startConsole(form);

function startConsole(form) {
  const answer = document.querySelector('#console-answer');
  const list = document.querySelector('#console-events');
  const stop = form.querySelector('[data-stop]');
  const send = form.querySelector('[type=submit]');
  let abort;
  stop.addEventListener('click', () => abort?.abort());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    abort = new AbortController();
    const began = performance.now();
    answer.textContent = '';
    list.replaceChildren();
    stop.disabled = false;
    send.disabled = true;
    const note = (name, data) => {
      const item = document.createElement('li');
      const parts = [`${Math.round(performance.now() - began)} ms`, name, JSON.stringify(data)];
      for (const [place, text] of parts.entries()) {
        const part = document.createElement(place === 2 ? 'code' : 'span');
        part.textContent = text;
        part.className = ['when', `event ${name}`, 'data'][place];
        item.append(part);
      }
      list.append(item);
      list.scrollTop = list.scrollHeight;
    };
    try {
      await run(new FormData(form), abort.signal, answer, note);
    } catch (error) {
      if (abort.signal.aborted) note('stopped', {});
      else answer.textContent = `The connection was lost: ${error.message}`;
    }
    stop.disabled = true;
    send.disabled = false;
  });
}

async function run(fields, signal, answer, note) {
  const response = await fetch('/api/v1/chat', {
    method: 'POST',
    signal,
    headers: { authorization: `Bearer ${fields.get('key').trim()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message: fields.get('message'), stream: true }),
  });
  if (!response.ok) {
    const body = await response.json();
    note(String(response.status), body);
    const advice =
      body.error.code === 'origin_not_allowed'
        ? ` Add ${location.origin} to the key's allowed origins to use it here.`
        : '';
    answer.textContent = body.error.message + advice;
    return;
  }
  let buffer = '';
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const frames = (buffer + value).split('\n\n');
    buffer = frames.pop();
    for (const frame of frames) {
      const name = /^event: (.*)$/m.exec(frame)?.[1];
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (!name || !data) continue;
      const parsed = JSON.parse(data);
      note(name, parsed);
      if (name === 'message') answer.append(parsed.content);
      if (name === 'error') answer.textContent = parsed.message;
    }
  }
}
