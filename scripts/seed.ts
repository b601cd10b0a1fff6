/**
 * `npm run seed`: plants people, channels, schedules and follows in a development installation, all through the API. Asks the Worker of the running
 * `npm start`, or runs the Worker on the same state for a moment. What is there already stays, so that it may be run again.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { PLANS, segmentOf } from "./seed/schedule.ts";
import { CHANNELS, followedBy, PEOPLE, type SeedChannel } from "./seed/world.ts";
import { ROOT } from "./setup/root.ts";
import { sentenceOf } from "./setup/sentence.ts";
import { type Api, ApiRefusal } from "./stack/api.ts";
import { withApi } from "./stack/with-api.ts";

const HELP = `npm run seed -- [--state DIR]

  plants ${CHANNELS.length} channels and ${PEOPLE.length} people who follow them in the state folder's installation; may be run again
`;

/** True when it was made now, false when it was there. */
async function made(making: Promise<unknown>): Promise<boolean> {
  try {
    await making;
    return true;
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 409) return false;
    throw error;
  }
}

async function plantChannel(api: Api, { login, name, category, about, change }: SeedChannel): Promise<boolean> {
  await made(api.createUser({ login, displayName: name }));
  // What somebody changed since is left as it is.
  if (!(await made(api.createChannel(login)))) return false;
  const { id: categoryId } = await api.category(category);
  await api.changeChannel(login, { ...change, category: categoryId });
  await api.setPanels(login, { panels: [{ title: "About", text: about, link: null }] });
  const plans = PLANS.filter((plan) => plan.login === login);
  for (const plan of plans) await api.addSegment(login, segmentOf(plan, categoryId, Date.now()));
  return true;
}

async function plantPerson(api: Api, login: string): Promise<void> {
  await made(api.createUser({ login }));
  const { token } = await api.createToken(login, { scopes: ["user:edit:follows"], days: 1 });
  for (const channel of followedBy(login)) await api.follow(token, channel);
}

async function plant(api: Api): Promise<string> {
  let channels = 0;
  for (const channel of CHANNELS) if (await plantChannel(api, channel)) channels++;
  for (const person of PEOPLE) await plantPerson(api, person);
  return `${channels} of ${CHANNELS.length} channels are new; ${PEOPLE.length} people follow them.`;
}

try {
  const { values } = parseArgs({ options: { state: { type: "string" }, help: { type: "boolean", short: "h" } } });
  const stateDir = resolve(values.state ?? process.env["RILL_STATE"] ?? join(ROOT, ".rill"));
  process.stdout.write(values.help === true ? HELP : `${await withApi(stateDir, plant)}\n`);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
