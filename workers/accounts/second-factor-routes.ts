/** `/api/auth/two-factor/...` and `/passkeys`: setting up, changing and taking away what logs in beside or instead of the password. */
import { Hono } from "hono";
import * as v from "valibot";
import type { Done } from "#protocol/accounts/credentials.ts";
import {
  addPasskeySchema,
  type BackupCodes,
  backupCodesSchema,
  type PasskeyOptions,
  passkeyOptionsSchema,
  passwordAgainSchema,
  type TwoFactorSetUp,
  totpCodeSchema,
} from "#protocol/accounts/security.ts";
import { Fault } from "#protocol/errors.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { badRequest, sValidator } from "../validation.ts";
import { askAuth } from "./ask.ts";
import { confirmPerson } from "./confirm-person.ts";
import { countTry } from "./limits.ts";
import { hasRoomForPasskey, passkeysOf, removePasskey } from "./security-rows.ts";
import { doubtAccount, requireAccount } from "./session.ts";
import { useCode } from "./used-codes.ts";

/** The library's names for it. */
const setUpSchema = v.object({ totpURI: v.string(), backupCodes: v.array(v.string()) });

const small = limitBody(MAX_JSON_BYTES);
const DONE: Done = { done: true };

/** The library checks the password again, when there is one. */
const passwordBody = (password: string | undefined) => (password === undefined ? {} : { password });

export const secondFactorRoutes = new Hono<App>()
  .post("/two-factor/enable", small, sValidator("json", passwordAgainSchema, badRequest), async (c) => {
    const account = await requireAccount(c);
    const { password } = c.req.valid("json");
    await confirmPerson(c, account, password);
    const asked = { ...passwordBody(password), method: "totp" as const };
    const { body } = await askAuth(c, (api, headers) =>
      api.enableTwoFactor({ body: asked, headers, asResponse: true }),
    );
    const { totpURI: uri, backupCodes } = v.parse(setUpSchema, body);
    const answer: TwoFactorSetUp = { uri, backupCodes };
    return c.json(answer);
  })
  .post("/two-factor/confirm", small, sValidator("json", totpCodeSchema, badRequest), async (c) => {
    const account = await requireAccount(c);
    await countTry(c, `codes ${account.id}`);
    const { code } = c.req.valid("json");
    await askAuth(c, (api, headers) => api.verifyTOTP({ body: { code }, headers, asResponse: true }));
    await useCode(c, account.id, code);
    doubtAccount(account);
    return c.json(DONE);
  })
  .post("/two-factor/disable", small, sValidator("json", passwordAgainSchema, badRequest), async (c) => {
    const account = await requireAccount(c);
    const { password } = c.req.valid("json");
    await confirmPerson(c, account, password);
    const asked = passwordBody(password);
    await askAuth(c, (api, headers) => api.disableTwoFactor({ body: asked, headers, asResponse: true }));
    doubtAccount(account);
    return c.json(DONE);
  })
  .post("/two-factor/backup-codes", small, sValidator("json", passwordAgainSchema, badRequest), async (c) => {
    const account = await requireAccount(c);
    const { password } = c.req.valid("json");
    await confirmPerson(c, account, password);
    const asked = passwordBody(password);
    const { body } = await askAuth(c, (api, headers) =>
      api.generateBackupCodes({ body: asked, headers, asResponse: true }),
    );
    const answer: BackupCodes = v.parse(backupCodesSchema, body);
    return c.json(answer);
  })
  .get("/passkeys", async (c) => {
    const account = await requireAccount(c);
    return c.json(await passkeysOf(c.env.DB, account.id));
  })
  .post("/passkeys/options", async (c) => {
    const account = await requireAccount(c);
    await confirmPerson(c, account, undefined);
    if (!(await hasRoomForPasskey(c.env.DB, account.id))) throw tooMany();
    const { body } = await askAuth(c, (api, headers) =>
      api.generatePasskeyRegistrationOptions({ headers, asResponse: true }),
    );
    const options: PasskeyOptions = v.parse(passkeyOptionsSchema, body);
    return c.json(options);
  })
  .post("/passkeys", small, sValidator("json", addPasskeySchema, badRequest), async (c) => {
    const account = await requireAccount(c);
    await confirmPerson(c, account, undefined);
    if (!(await hasRoomForPasskey(c.env.DB, account.id))) throw tooMany();
    const body = c.req.valid("json");
    await askAuth(c, (api, headers) => api.verifyPasskeyRegistration({ body, headers, asResponse: true }));
    return c.json(await passkeysOf(c.env.DB, account.id), 201);
  })
  .delete("/passkeys/:id", async (c) => {
    const account = await requireAccount(c);
    const isRemoved = await removePasskey(c.env.DB, account.id, c.req.param("id").slice(0, 64));
    if (!isRemoved) throw new Fault("not_found", "You have no such passkey.");
    return c.json(await passkeysOf(c.env.DB, account.id));
  });

const tooMany = (): Fault => new Fault("conflict", "You have as many passkeys as an account may have.");
