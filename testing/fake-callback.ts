/** A program's callback, as the world has them: remembers what it was sent, and answers as it is told. */

export type Received = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Reply = (received: Received) => Response | Promise<Response>;

/** Proves itself, and takes everything. */
export const obliging: Reply = ({ body }) => {
  const { challenge } = JSON.parse(body);
  return challenge === undefined ? new Response(null, { status: 204 }) : new Response(challenge);
};

export class FakeCallback {
  readonly received: Received[] = [];
  reply: Reply = obliging;

  readonly fetch = async (request: Request): Promise<Response> => {
    const body = new TextDecoder().decode(await request.arrayBuffer());
    const received = { url: request.url, headers: Object.fromEntries(request.headers), body };
    this.received.push(received);
    return this.reply(received);
  };
}
