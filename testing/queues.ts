/** A queue that only remembers what was put on it, and the messages of a batch as the platform hands them out. For tests inside workerd. */

type Sent<Body> = { readonly body: Body };

export class RecordedQueue<Body> {
  readonly sent: Body[] = [];

  async send(body: Body) {
    this.sent.push(body);
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  }

  async sendBatch(messages: Iterable<Sent<Body>>) {
    for (const { body } of messages) this.sent.push(body);
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  }

  async metrics() {
    return { backlogCount: this.sent.length, backlogBytes: 0 };
  }

  /** Takes everything that is there. */
  take(): Body[] {
    return this.sent.splice(0);
  }
}

/** Messages for `createMessageBatch`, each named by its place. */
export const messagesOf = <Body>(bodies: readonly Body[], attempts = 1) =>
  bodies.map((body, at) => ({ id: `m${at}`, timestamp: new Date(0), attempts, body }));
