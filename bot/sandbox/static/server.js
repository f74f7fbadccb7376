// Talking with the server. Addresses are relative, so that any mount point works.

export async function read(path, parameters = {}) {
  const response = await fetch(`${path}?${new URLSearchParams(parameters)}`);
  const content = await response.json();
  if (!response.ok) throw new Error(content.error);
  return content;
}

export async function act(path, content = {}, method = "POST") {
  const response = await fetch(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

const PATIENCE = 1500;

/** News for one person, for as long as the page lives: comes back after the server was away. */
export class News {
  constructor({ onEvent, onAway }) {
    this.onEvent = onEvent;
    this.onAway = onAway;
  }

  listen(person) {
    clearTimeout(this.again);
    this.source?.close();
    const source = (this.source = new EventSource(`page/events?person=${person}`));
    source.onmessage = (message) => this.onEvent(JSON.parse(message.data));
    source.onerror = () => {
      this.onAway();
      // The browser itself reconnects after a lost connection, but gives up on a refusal.
      if (source.readyState === EventSource.CLOSED) {
        this.again = setTimeout(() => this.listen(person), PATIENCE);
      }
    };
  }
}
