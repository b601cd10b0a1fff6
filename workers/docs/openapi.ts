/**
 * The description of the API as an OpenAPI 3.1 document: the routes that the router has, the schemas that their handlers really check, and the
 * words of `operations.ts`. Pure.
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { ERROR_STATUS } from "#protocol/errors.ts";
import { type Operation, type Operations, TAGS, type Who } from "./operation.ts";
import type { ServedRoute } from "./served-routes.ts";
import { isUndocumented } from "./undocumented.ts";

type Json = Readonly<Record<string, unknown>>;
export type OpenApi = {
  readonly openapi: "3.1.0";
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly components: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
};
type RequestBody = {
  readonly required: true;
  readonly content: Readonly<Record<string, { readonly schema: Json }>>;
};
export type Described = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Json[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Json;
  }[];
  readonly requestBody?: RequestBody;
  readonly responses: Readonly<Record<string, Json>>;
};

const WHO: Readonly<Record<Who, string>> = {
  anybody: "",
  user: "For whoever is signed in.",
  broadcaster: "For the channel's broadcaster, and staff.",
  moderator: "For the channel's moderators, its broadcaster, and staff.",
  staff: "For staff, and the operator's token.",
  operator: "For the operator's token.",
};

const ERROR = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { enum: Object.keys(ERROR_STATUS) }, message: { type: "string" } },
    },
  },
} as const;

/** What programs that were written for Twitch compare. */
const TWITCH_ERROR = {
  type: "object",
  required: ["status", "message"],
  properties: { status: { type: "integer" }, message: { type: "string" } },
} as const;

/** Named routes that the router has and `operations` does not say: nothing may be missing. */
export const missingOperations = (routes: readonly ServedRoute[], operations: Operations): readonly string[] =>
  routes.map(({ name }) => name).filter((name) => !isUndocumented(name) && operations[name] === undefined);

export function openApi(routes: readonly ServedRoute[], operations: Operations): OpenApi {
  const paths: Record<string, Record<string, Described>> = {};
  for (const route of routes) {
    const operation = operations[route.name];
    if (operation === undefined || isUndocumented(route.name)) continue;
    const path = route.path.replaceAll(/:([A-Za-z]+)(?:\{[^}]*\})?/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Rill",
      version: "1",
      description:
        "Live streaming at the edge. Times are RFC 3339 or milliseconds since the Unix epoch, as each field says.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "An access token, of a program or of one's own." },
        session: { type: "apiKey", in: "cookie", name: "rill_session", description: "This site's own pages." },
        operator: { type: "http", scheme: "bearer", description: "The operator's token." },
      },
      schemas: { Error: ERROR, TwitchError: TWITCH_ERROR },
    },
    paths,
  };
}

function describe(route: ServedRoute, operation: Operation): Described {
  const { tag, summary, who, scopes = [], status = 200 } = operation;
  const needs = scopes.length === 0 ? "" : `A token needs the scope ${scopes.join(" or ")}.`;
  const description = [WHO[who], needs].filter((sentence) => sentence !== "").join(" ");
  const body = bodyOf(route, operation);
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    ...(description === "" ? {} : { description }),
    security: securityOf(who, scopes),
    parameters: [...pathParameters(route.path), ...queryParameters(route)],
    ...(body === null ? {} : { requestBody: body }),
    responses: { [status]: success(operation), default: failure(operation) },
  };
}

function failure({ refuses }: Operation): Json {
  if (refuses === "with a page")
    return { description: "A page that says what is wrong.", content: { "text/html": {} } };
  const name = refuses === undefined ? "Error" : "TwitchError";
  return {
    description: "An error; `message` is a sentence for a person.",
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
  };
}

function success({ answer, contentType }: Operation): Json {
  const description = "As asked.";
  if (answer !== undefined)
    return { description, content: { "application/json": { schema: schemaOf(answer, "output") } } };
  return contentType === undefined ? { description } : { description, content: { [contentType]: {} } };
}

function securityOf(who: Who, scopes: readonly string[]): readonly Json[] {
  if (who === "anybody") return [];
  const operator = { operator: [] };
  if (who === "operator") return [operator];
  const user = [{ token: [...scopes] }, { session: [] }];
  return who === "staff" ? [...user, operator] : user;
}

/** `getApiChannelsLogin`: unique since a method and a path are. */
const operationId = ({ method, path }: ServedRoute): string =>
  method.toLowerCase() +
  path
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

const pathParameters = (path: string) =>
  [...path.matchAll(/:([A-Za-z]+)/g)].map((match) => ({
    name: match[1] ?? "",
    in: "path",
    required: true,
    schema: { type: "string" },
  }));

function queryParameters(route: ServedRoute) {
  return route.checks
    .filter(({ target }) => target === "query")
    .flatMap(({ schema }) => {
      const { properties, required } = objectOf(schemaOf(schema, "input"));
      return Object.entries(properties).map(([name, property]) => ({
        name,
        in: "query",
        required: required.includes(name),
        schema: property,
      }));
    });
}

function objectOf(schema: Json): {
  readonly properties: Readonly<Record<string, Json>>;
  readonly required: readonly unknown[];
} {
  const { properties, required } = schema;
  return {
    properties: isRecord(properties)
      ? Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, isRecord(one) ? one : {}]))
      : {},
    required: Array.isArray(required) ? required : [],
  };
}

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function bodyOf(route: ServedRoute, { bodyType }: Operation): RequestBody | null {
  const checked = route.checks.find(({ target }) => target === "json" || target === "form");
  if (checked === undefined)
    return bodyType === undefined ? null : { required: true, content: { [bodyType]: { schema: {} } } };
  const type = bodyType ?? (checked.target === "json" ? "application/json" : "application/x-www-form-urlencoded");
  return { required: true, content: { [type]: { schema: schemaOf(checked.schema, "input") } } };
}

/** What JSON Schema cannot say, a check in code, is left out: the document promises no more than it can. */
function schemaOf(schema: v.GenericSchema, typeMode: "input" | "output"): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode, errorMode: "ignore", target: "draft-2020-12" });
  return rest;
}
