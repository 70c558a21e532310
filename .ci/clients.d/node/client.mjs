// Drives the served portal with `@hubspot/api-client`, which OpenAPI Generator made of HubSpot's v3 and v4 files.
//
// The client checks nothing of what it reads, so `judge` holds each answer against the client's own declarations: the
// types of attributes, the values of enums, and what a `.d.ts` file does not mark as optional.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";

const require = createRequire(import.meta.url);
const { Client } = require("@hubspot/api-client");
const home = dirname(require.resolve("@hubspot/api-client"));

const { PORTAL, PROJECT, HUBWRIGHT_PORTAL_TOKEN } = process.env;
const conditions = JSON.parse(readFileSync(join(PROJECT, "conditions.json"), "utf8"));
const hub = new Client({ accessToken: HUBWRIGHT_PORTAL_TOKEN, basePath: PORTAL, numberOfApiCallRetries: 0, limiterOptions: {} });
const client = "@hubspot/api-client (node)";

// What the client does wrong by itself: how the names of the checks begin that meet it, what stands in the error, and
// the reason. A fault has to be met, or its row has to go.
const omitted = "its declarations want all three arrays, and HubSpot leaves out those that are empty";
const faults = [
  {
    checks: "lists: filter `",
    error: '"UNIFIED_EVENTS"',
    reason: "its models are older than windows of events, which HubSpot's file of 2026-03 has, and lose pruningRefineBy",
  },
  {
    checks: "lists: filter `country is same as note`",
    error: "getAttributeTypeMap is not a function",
    reason: "its models are older than COMPARATIVE_STRING, which came on 17 August 2026",
  },
  { checks: "memberships: add", error: "MembershipsUpdateResponse has to have", reason: omitted },
  { checks: "memberships: remove", error: "MembershipsUpdateResponse has to have", reason: omitted },
];

// -- checks --

let failed = 0;
const met = new Set();
const say = (how, text) => console.log(`${how.padEnd(6)} ${client}  ${text}`);

function explain(name, error) {
  const text = `${error}`.replaceAll(/\s+/g, " ");
  const fault = faults.find((fault) => name.startsWith(fault.checks) && text.includes(fault.error));
  if (fault) {
    met.add(fault);
    say("known", `${name}: ${fault.reason}`);
  } else {
    failed += 1;
    say("FAILED", `${name}: ${text.slice(0, 1500)}`);
  }
}

/** Runs a check, prints a line, and returns what the check returns. */
async function check(name, run) {
  try {
    const value = await run();
    say("ok", name);
    return value;
  } catch (error) {
    explain(name, error);
  }
}

function equal(found, wanted) {
  holds(isDeepStrictEqual(found, wanted), `found ${JSON.stringify(found)} and not ${JSON.stringify(wanted)}`);
  return found;
}

function holds(fact, what) {
  if (!fact) throw new Error(what);
  return fact;
}

async function refused(status, call) {
  try {
    await call();
  } catch (error) {
    return equal(error.code, status);
  }
  throw new Error("it was not refused");
}

// -- what the client declares --

const packages = new Map();

/** Returns the models of a part of the client, such as `crm/lists`, with what their declarations demand. */
function part(name) {
  if (!packages.has(name)) {
    const folder = join(home, "codegen", name);
    packages.set(name, { models: require(join(folder, "models/all")), folder, demanded: new Map() });
  }
  return packages.get(name);
}

/** Returns the attributes that a class has to have. */
function demands(own, type) {
  if (!own.demanded.has(type)) {
    const text = readFileSync(join(own.folder, "models", `${type}.d.ts`), "utf8");
    own.demanded.set(type, [...text.matchAll(/^    '(\w+)': /gm)].map((found) => found[1]));
  }
  return own.demanded.get(type);
}

/** Holds a value against a type of the client. */
function judge(own, value, type, place = "$") {
  const wrong = () => `${place}: ${JSON.stringify(value)} is no ${type}`;
  if (type === "any") return;
  if (["string", "number", "boolean"].includes(type)) return void holds(typeof value === type, wrong());
  if (type === "Date") return void holds(value instanceof Date && !Number.isNaN(value.getTime()), wrong());
  if (type.endsWith(" | null")) return value === null ? undefined : judge(own, value, type.slice(0, -7), place);
  if (type.startsWith("Array<")) {
    holds(Array.isArray(value), wrong());
    return value.forEach((item, at) => judge(own, item, type.slice(6, -1), `${place}[${at}]`));
  }
  if (type.startsWith("{ [key: string]: ")) {
    holds(value && typeof value === "object", wrong());
    return Object.entries(value).forEach(([key, item]) => judge(own, item, type.slice(17, -3), `${place}.${key}`));
  }
  // What a file of HubSpot's leaves to one of several classes is of the class that its kind names.
  const choice = own.models[`${type}Class`]?.mapping;
  const real = choice ? value?.constructor?.name : type;
  holds(!choice || Object.values(choice).includes(real), wrong());
  const model = own.models[real];
  if (model && !model.getAttributeTypeMap) return void holds(Object.values(model).includes(value), wrong());
  holds(model && value && typeof value === "object", wrong());
  for (const name of demands(own, real)) holds(value[name] !== undefined, `${place}: ${real} has to have ${name}`);
  for (const { name, type: inner } of model.getAttributeTypeMap()) {
    // The links of a page, and what a portal leaves empty, may be null.
    if (value[name] !== undefined && value[name] !== null) judge(own, value[name], inner, `${place}.${name}`);
  }
}

/** Makes a call and judges its answer. */
async function of(name, api, method, ...args) {
  const value = await api[method](...args);
  judge(part(name), value, value.constructor.name);
  return value;
}

/** Makes a raw request, and returns status and JSON. */
async function send(method, path, body) {
  const answer = await hub.apiRequest({ method, path, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  return [answer.status, text ? JSON.parse(text) : null];
}

const read = async (id) => (await send("GET", `/crm/v3/lists/${id}?includeFilters=true`))[1].list;

// -- parts --

async function listsPart() {
  const { listsApi: api, foldersApi: folders } = hub.crm.lists;
  const call = (method, ...args) => of("crm/lists", api, method, ...args);
  const found = new Map();
  await check("lists: search, page by page", async () => {
    for (let offset = 0, more = true; more; ) {
      const page = await call("doSearch", { query: "Condition ", offset, count: 100, additionalProperties: ["hs_list_size"], listIds: [], processingTypes: [] });
      for (const { name, listId } of page.lists) found.set(name.replace(" (v1)", "").toLowerCase().replace(" ", "_"), listId);
      holds(page.offset > offset || !page.hasMore, "the search does not move on");
      ({ offset, hasMore: more } = page);
      if (!more) equal(found.size, page.total);
    }
  });
  await check("lists: every condition is there", () => equal([...found.keys()].sort(), Object.keys(conditions).sort()));
  const first = found.get("condition_001");
  const one = await check("lists: read by id", async () => (await call("getById", first)).list);
  await check("lists: read by name", async () => equal((await call("getByName", one.name, one.objectTypeId)).list.listId, first));
  const several = [...found.values()].slice(0, 50);
  await check("lists: read several", async () => equal((await call("getAll", several)).lists.map((it) => it.listId), several));
  for (const [name, text] of Object.entries(conditions)) {
    await check(`lists: filter \`${text}\``, () => roundTrip(found.get(name), name));
  }
  await check("lists: rename, with a name that a path has to encode", async () => {
    const made = (await call("create", { name: "node renamed", objectTypeId: "0-1", processingType: "MANUAL" })).list.listId;
    const name = 'R&D: 50% / "new" + é?';
    equal((await call("updateName", made, name)).updatedList.name, name);
    equal((await call("getByName", name, "0-1")).list.listId, made);
    await refused(400, () => api.updateName(made, "CONDITION 001 (V1)"));
    await api.remove(made);
  });
  await check("lists: update filters", async () => {
    const branch = async (name) => (await call("getById", found.get(name), true)).list.filterBranch;
    const [before, after] = [await branch("condition_003"), await branch("condition_004")];
    const made = (await call("create", { name: "node updated", objectTypeId: "0-1", processingType: "DYNAMIC", filterBranch: before })).list.listId;
    equal((await call("updateListFilters", made, { filterBranch: after })).updatedList.listVersion, 2);
    equal((await read(made)).filterBranch, JSON.parse(JSON.stringify(after)));
    await api.remove(made);
  });
  await check("lists: an unknown id is refused", () => refused(404, () => api.getById("999999")));
  const folder = await check("folders: create", async () => (await of("crm/lists", folders, "create", { name: "node" })).folder);
  await check("folders: read", async () => equal((await of("crm/lists", folders, "getAll", `${folder.id}`)).folder.name, "node"));
  await check("folders: rename", async () => equal((await of("crm/lists", folders, "rename", `${folder.id}`, "node two")).folder.name, "node two"));
  await check("folders: delete", () => folders.remove(`${folder.id}`));
}

/** Makes a list anew of what the client itself read; deletes and restores it. */
async function roundTrip(id, name) {
  const api = hub.crm.lists.listsApi;
  const call = (method, ...args) => of("crm/lists", api, method, ...args);
  const { list } = await call("getById", id, true);
  const live = await read(id);
  equal(JSON.parse(JSON.stringify(list.filterBranch)), live.filterBranch);
  const { objectTypeId, processingType, filterBranch } = list;
  const made = (await call("create", { name: `node ${name}`, objectTypeId, processingType, filterBranch })).list.listId;
  equal((await read(made)).filterBranch, live.filterBranch);
  await api.remove(made);
  holds((await call("getById", made)).list.deletedAt, "a deleted list says when it was deleted");
  await api.restore(made);
  const again = await read(made);
  equal([again.filterBranch, again.deletedAt, again.listVersion], [live.filterBranch, undefined, 2]);
  await api.remove(made);
}

async function membershipsPart() {
  const { listsApi: api, membershipsApi: own } = hub.crm.lists;
  const call = (method, ...args) => of("crm/lists", own, method, ...args);
  const made = (await api.create({ name: "node by hand", objectTypeId: "0-1", processingType: "MANUAL" })).list.listId;
  const contacts = (await hub.crm.contacts.basicApi.getPage(2)).results.map((it) => it.id);
  const ids = (page) => page.results.map((it) => it.recordId);
  await check("memberships: add", async () => equal((await call("add", made, contacts)).recordsIdsAdded, contacts));
  await check("memberships: read", async () => equal(ids(await call("getPage", made)), contacts));
  await check("memberships: read page by page", async () => {
    const page = await call("getPage", made, undefined, undefined, 1);
    equal([...ids(page), ...ids(await call("getPage", made, page.paging.next.after, undefined, 1))], contacts);
  });
  await check("memberships: read by the time of joining", async () => equal(ids(await call("getPageOrderedByAddedToListDate", made)).length, 2));
  await check("memberships: lists of a record", async () =>
    holds((await call("getLists", "0-1", contacts[0])).results.some((it) => it.listId === made), "the list is not named"));
  await check("memberships: remove", async () => equal((await call("remove", made, contacts.slice(0, 1))).recordIdsRemoved, contacts.slice(0, 1)));
  await check("memberships: add and remove", async () =>
    equal((await call("addAndRemove", made, { recordIdsToAdd: contacts.slice(0, 1), recordIdsToRemove: contacts.slice(1) })).recordIdsRemoved, contacts.slice(1)));
  await check("memberships: clear", () => own.removeAll(made));
  await check("memberships: none is left", async () => equal(ids(await call("getPage", made)), []));
  await api.remove(made);
}

async function propertiesPart() {
  const { coreApi, groupsApi, batchApi } = hub.crm.properties;
  const call = (api, method, ...args) => of("crm/properties", api, method, ...args);
  await check("properties: list", async () => holds((await call(coreApi, "getAll", "contacts")).results.length > 20, "too few"));
  await check("properties: create a group", () => call(groupsApi, "create", "contacts", { name: "node", label: "Node", displayOrder: -1 }));
  await check("properties: list groups", () => call(groupsApi, "getAll", "contacts"));
  await check("properties: read a group", async () => equal((await call(groupsApi, "getByName", "contacts", "node")).label, "Node"));
  const options = [{ label: "Gold", value: "gold", displayOrder: 0, hidden: false }];
  await check("properties: create", async () => equal((await call(coreApi, "create", "contacts", {
    name: "node_tier", label: "Node tier", type: "enumeration", fieldType: "select", groupName: "node", options,
  })).options[0].value, "gold"));
  await check("properties: read", async () => equal((await call(coreApi, "getByName", "contacts", "node_tier")).type, "enumeration"));
  await check("properties: update", async () => equal((await call(coreApi, "update", "contacts", "node_tier", { label: "Tier of node" })).label, "Tier of node"));
  await check("properties: read several", async () =>
    equal((await call(batchApi, "read", "contacts", { inputs: [{ name: "email" }], archived: false, dataSensitivity: "non_sensitive" })).results[0].name, "email"));
  await check("properties: archive", () => coreApi.archive("contacts", "node_tier"));
  await check("properties: read what is archived", async () => holds((await call(coreApi, "getByName", "contacts", "node_tier", true)).archived, "it is not archived"));
  await check("properties: archive a group", () => groupsApi.archive("contacts", "node"));
}

async function recordsPart() {
  const { basicApi, batchApi, searchApi } = hub.crm.contacts;
  const call = (api, method, ...args) => of("crm/contacts", api, method, ...args);
  const properties = (email) => ({ email: `${email}@clients.example`, firstname: "N", lastname: "D" });
  const made = await check("records: create", () => call(basicApi, "create", { properties: properties("node"), associations: [] }));
  await check("records: read", async () => equal((await call(basicApi, "getById", made.id, ["email"])).properties.email, "node@clients.example"));
  await check("records: read with associations", () => call(basicApi, "getById", made.id, undefined, undefined, ["companies"]));
  await check("records: read with history", async () =>
    equal((await call(basicApi, "getById", made.id, undefined, ["firstname"])).propertiesWithHistory.firstname[0].value, "N"));
  await check("records: read by another property", async () =>
    equal((await call(basicApi, "getById", "node@clients.example", undefined, undefined, undefined, false, "email")).id, made.id));
  await check("records: read a property that is empty", async () => equal((await call(basicApi, "getById", made.id, ["phone"])).properties.phone, null));
  await check("records: list", async () => holds((await call(basicApi, "getPage", 1)).paging.next.after, "there is no next page"));
  await check("records: update", async () => equal((await call(basicApi, "update", made.id, { properties: { firstname: "O" } })).properties.firstname, "O"));
  const both = await check("records: create several", () =>
    call(batchApi, "create", { inputs: ["node-1", "node-2"].map((email) => ({ properties: properties(email), associations: [] })) }));
  const ids = both.results.map(({ id }) => ({ id }));
  await check("records: read several", async () =>
    equal((await call(batchApi, "read", { inputs: ids, properties: ["email"], propertiesWithHistory: [] })).results.length, 2));
  await check("records: update several", async () =>
    equal((await call(batchApi, "update", { inputs: ids.map((it) => ({ ...it, properties: { firstname: "X" } })) })).results[0].properties.firstname, "X"));
  const filters = [{ propertyName: "email", operator: "EQ", value: "node@clients.example" }];
  await check("records: search", async () =>
    equal((await call(searchApi, "doSearch", { filterGroups: [{ filters }], properties: ["email"], sorts: [], limit: 10, after: "0" })).total, 1));
  await check("records: archive several", () => batchApi.archive({ inputs: ids }));
  await check("records: archive", () => basicApi.archive(made.id));
  await check("records: an archived one is not found", () => refused(404, () => basicApi.getById(made.id)));
}

async function associationsPart() {
  const { basicApi, batchApi, schema } = hub.crm.associations.v4;
  const labels = schema.definitionsApi;
  const v4 = (api, method, ...args) => of("crm/associations/v4", api, method, ...args);
  const contact = (await hub.crm.contacts.basicApi.getPage(1)).results[0].id;
  const company = (await hub.crm.companies.basicApi.getPage(1)).results[0].id;
  const label = (method, ...args) => of("crm/associations/v4/schema", labels, method, "contacts", "companies", ...args);
  const known = await check("associations: labels", () => of("crm/associations/v4/schema", labels, "getAll", "contacts", "deals"));
  holds(known.results.some((it) => it.label === "Decision maker"), "the label of the seed is missing");
  const made = (await check("associations: create a label", () => label("create", { label: "Knows node", name: "knows_node", inverseLabel: "Known node" }))).results[0].typeId;
  const types = [{ associationCategory: "USER_DEFINED", associationTypeId: made }];
  await check("associations: associate", () => v4(basicApi, "createDefault", "contacts", contact, "companies", company));
  await check("associations: associate with a label", () => v4(basicApi, "create", "contacts", contact, "companies", company, types));
  await check("associations: read", async () =>
    holds((await v4(basicApi, "getPage", "contacts", contact, "companies")).results[0].associationTypes.some((it) => it.label === "Knows node"), "the label is missing"));
  const pair = { _from: { id: contact }, to: { id: company } };
  await check("associations: associate several", () => v4(batchApi, "create", "contacts", "companies", { inputs: [{ ...pair, types }] }));
  await check("associations: associate several plainly", () => v4(batchApi, "createDefault", "contacts", "companies", { inputs: [pair] }));
  await check("associations: read several", async () =>
    equal((await v4(batchApi, "getPage", "contacts", "companies", { inputs: [{ id: contact }] })).results.length, 1));
  await check("associations: change a label", () => labels.update("contacts", "companies", { associationTypeId: made, label: "Met node" }));
  await check("associations: remove a label", () => labels.remove("contacts", "companies", made));
}

async function namesPart() {
  const owners = hub.crm.owners.ownersApi;
  const owner = (method, ...args) => of("crm/owners", owners, method, ...args);
  const first = (await check("owners: list", () => owner("getPage", undefined, undefined, 1))).results[0];
  await check("owners: by e-mail", async () => equal((await owner("getPage", "ana@acme.example")).results[0].firstName, "Ana"));
  await check("owners: read", async () => equal((await owner("getById", Number(first.id))).email, first.email));
  await check("owners: archived", async () => holds((await owner("getPage", undefined, undefined, 10, true)).results[0].archived, "it is not archived"));
  const { pipelinesApi, pipelineStagesApi } = hub.crm.pipelines;
  const pipeline = (api, method, ...args) => of("crm/pipelines", api, method, ...args);
  await check("pipelines: list", async () => holds((await pipeline(pipelinesApi, "getAll", "deals")).results.length, "there is none"));
  await check("pipelines: read", async () => equal((await pipeline(pipelinesApi, "getById", "deals", "sales")).label, "Sales"));
  await check("pipelines: stages", async () => equal((await pipeline(pipelineStagesApi, "getAll", "deals", "sales")).results.length, 2));
  await check("pipelines: a stage", async () => equal((await pipeline(pipelineStagesApi, "getById", "deals", "sales", "won")).label, "Won"));
  const forms = (await check("forms: list", () => of("marketing/forms", hub.marketing.forms.formsApi, "getPage", undefined, 10))).results;
  await check("forms: read", async () => equal((await of("marketing/forms", hub.marketing.forms.formsApi, "getById", forms[0].id)).name, forms[0].name));
  await check("schemas: list", async () => equal((await of("crm/schemas", hub.crm.schemas.coreApi, "getAll")).results[0].name, "training_session"));
  await check("users: list", () => of("settings/users", hub.settings.users.usersApi, "getPage"));
  await check("teams: list", () => of("settings/users", hub.settings.users.teamsApi, "getAll"));
}

// There are no models of workflows: they go by the client's raw request.
async function flowsPart() {
  const path = "/automation/v4/flows";
  const done = async (status, ...request) => {
    const [found, answer] = await send(...request);
    equal(found, status);
    return answer;
  };
  const known = await check("flows: list", async () => (await done(200, "GET", path)).results);
  holds(known.length >= 3, "a workflow of the project is missing");
  for (const { id, name } of known) {
    const whole = await check(`flows: read \`${name}\``, () => done(200, "GET", `${path}/${id}`));
    const { id: _, createdAt, updatedAt, dataSources, uuid, revisionId, ...rest } = whole;
    const body = { ...rest, name: `node: ${name}`, isEnabled: false };
    const made = await check(`flows: create \`${name}\` again`, () => done(201, "POST", path, body));
    await check("flows: its actions are as they were sent", () => equal(made.actions, whole.actions));
    await check("flows: read until it is complete", async () => {
      for (let at = 0; at < 9; at += 1) {
        if ((await done(200, "GET", `${path}/${made.id}`)).crmObjectCreationStatus === "COMPLETE") return;
      }
      throw new Error("it never is");
    });
    const change = { ...body, name: "node: replaced", revisionId: made.revisionId };
    await check("flows: replace", async () => equal((await done(200, "PUT", `${path}/${made.id}`, change)).name, "node: replaced"));
    await check("flows: delete", () => done(204, "DELETE", `${path}/${made.id}`));
    await check("flows: a deleted one is not found", () => done(404, "GET", `${path}/${made.id}`));
  }
}

for (const run of [listsPart, membershipsPart, propertiesPart, recordsPart, associationsPart, namesPart, flowsPart]) {
  try {
    await run();
  } catch (error) {
    explain(`${run.name.replace("Part", "")}: the rest`, error);
  }
}
for (const fault of faults) {
  if (!met.has(fault)) {
    failed += 1;
    say("FAILED", `the fault \`${fault.error}\` of \`${fault.checks}\` was not met: its row can go`);
  }
}
process.exit(failed ? 1 : 0);
