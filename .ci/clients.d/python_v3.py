"""Drives the served portal with `hubspot-api-client`, which OpenAPI Generator made of HubSpot's v3 and v4 files.

The client checks required members and enums while it makes a model, but turns any primitive into the one that it wants.
So each answer is judged twice: by the client, and by `judge`, which holds the JSON itself against the client's models.
"""

import datetime
import functools
import importlib
import json

from checks import Checks, Fault, equal, holds, surroundings
from hubspot import HubSpot
from hubspot.crm.lists import models

FAULTS = [
    Fault(
        "lists: filters by the client's own reading",
        '"type": "TIME_RANGED"',
        "its generator makes one class of all operations, which gives each of them the type of one",
    ),
    Fault(
        "lists: filter `",
        "PublicUnifiedEventsFilterBranch has no {'pruningRefineBy'}",
        "its models are older than windows of events, which HubSpot's file of 2026-03 has",
    ),
    Fault(
        "lists: filter `country is same as note`",
        "no model has the operationType COMPARATIVE_STRING",
        "its models are older than this operation, which came on 17 August 2026",
    ),
]

address, token, conditions = surroundings()
hub = HubSpot(access_token=token, host=address, base_url=address)
check = Checks("hubspot-api-client (python)", FAULTS)

PRIMITIVES = {"str": str, "int": int, "float": (int, float), "bool": bool}
KINDS = ("filterBranchType", "filterType", "operationType", "timeType", "referenceType", "type")


@functools.cache
def kinds():
    """Returns the class of each kind of node: a class of a `oneOf` has its kind as a default."""
    found = {}
    for word in dir(models):
        model = getattr(models, word)
        defaults = getattr(getattr(model, "__init__", None), "__defaults__", None) if isinstance(model, type) else None
        names = {json_name: name for name, json_name in getattr(model, "attribute_map", {}).items()}
        own = [kind for kind in KINDS if kind in names]
        if defaults and own:
            parameters = dict(zip(model.__init__.__code__.co_varnames[1:], defaults))
            # Of two that have to be equal, `operationType` and `type`, only one may have the default.
            default = next((parameters[names[kind]] for kind in own if parameters[names[kind]]), None)
            found[own[0], default] = model
    return found


def judge(data, model, package, place="$"):
    """Holds JSON against a model: types of members, members that the model lacks, kinds that it does not know."""
    if model in PRIMITIVES:
        holds(isinstance(data, PRIMITIVES[model]) and (model == "bool" or not isinstance(data, bool)), f"{place}: {data!r} is no {model}")
    elif model == "datetime":
        holds(isinstance(data, str) and datetime.datetime.fromisoformat(data).tzinfo, f"{place}: {data!r} is no moment")
    elif model.startswith("list["):
        holds(isinstance(data, list), f"{place}: {data!r} is no array")
        for at, item in enumerate(data):
            judge(item, model[5:-1], package, f"{place}[{at}]")
    elif model.startswith("dict["):
        holds(isinstance(data, dict), f"{place}: {data!r} is no object")
        for key, item in data.items():
            # The value of a property may be null, which the generator cannot say of a map.
            if item is not None:
                judge(item, model[5:-1].split(", ", 1)[1], package, f"{place}.{key}")
    elif model != "object":
        own = getattr(package, model)
        holds(isinstance(data, dict), f"{place}: {data!r} is no {model}")
        names = {json_name: name for name, json_name in own.attribute_map.items()}
        for key, item in data.items():
            # HubSpot's files of v3 lack some members that its portals send; a client ignores them.
            if key in names and item is not None and key != "filterBranch":
                judge(item, own.openapi_types[names[key]], package, f"{place}.{key}")


def of(api, name, *arguments, **named):
    """Makes a call and returns the client's model, after the JSON was judged as well."""
    value = getattr(api, name)(*arguments, **named)
    raw = api.api_client.last_response.data
    if value is not None and not isinstance(value, (str, dict)):
        package = importlib.import_module(type(value).__module__.rsplit(".models.", 1)[0] + ".models")
        judge(json.loads(raw), type(value).__name__, package)
    return value


def node(data):
    """Reads filters into the classes that their kinds name. What a class does not have is an error."""
    if isinstance(data, list):
        return [node(item) for item in data]
    if not isinstance(data, dict):
        return data
    kind = next((kind for kind in KINDS if kind in data), None)
    if kind is None:
        model = models.PublicIndexOffset
    else:
        model = holds(kinds().get((kind, data[kind])), f"no model has the {kind} {data[kind]}")
    names = {json_name: name for name, json_name in model.attribute_map.items()}
    holds(set(data) <= set(names), f"{model.__name__} has no {set(data) - set(names)}")
    for key, value in data.items():
        if model.openapi_types[names[key]] in PRIMITIVES:
            judge(value, model.openapi_types[names[key]], models, key)
    return model(**{names[key]: node(value) for key, value in data.items()})


def json_of(response):
    return json.loads(response.data)


def list_of(api, number):
    """Reads a list with its filters as JSON, since the client cannot."""
    return json_of(api.get_by_id(number, include_filters=True, _preload_content=False))["list"]


def lists():
    api = hub.crm.lists.lists_api
    found, offset = {}, 0
    request = functools.partial(models.ListSearchRequest, additional_properties=["hs_list_size"], count=100)

    def search():
        nonlocal offset
        while True:
            page = of(api, "do_search", request(offset=offset, query="Condition "))
            found.update((item.name.removesuffix(" (v1)").lower().replace(" ", "_"), item.list_id) for item in page.lists)
            holds(page.offset > offset or not page.has_more, "the search does not move on")
            offset = page.offset
            if not page.has_more:
                return equal(len(found), page.total)

    check("lists: search, page by page", search)
    check("lists: every condition is there", lambda: equal(sorted(found), sorted(conditions)))
    first = found["condition_001"]
    one = check("lists: read by id", lambda: of(api, "get_by_id", first).list)
    check("lists: read by name", lambda: equal(of(api, "get_by_name", one.name, one.object_type_id).list.list_id, first))
    several = list(found.values())[:50]
    check("lists: read several", lambda: equal([it.list_id for it in of(api, "get_all", list_ids=several).lists], several))
    check("lists: filters by the client's own reading", lambda: [own_reading(api, number) for number in found.values()])
    for name, text in conditions.items():
        check(f"lists: filter `{text}`", lambda: round_trip(api, found[name], name))
    check("lists: rename, with a name that a path has to encode", lambda: rename(api, found))
    check("lists: update filters", lambda: update(api, found))
    check("lists: an unknown id is refused in the client's shape", lambda: refused(lambda: api.get_by_id("999999"), 404))


def own_reading(api, number):
    """Reads a list by the client's own classes, and writes it by them."""
    own = api.get_by_id(number, include_filters=True).list.filter_branch
    equal(api.api_client.sanitize_for_serialization(own), list_of(api, number)["filterBranch"])


def make(api, name, branch, processing="DYNAMIC"):
    request = models.ListCreateRequest(name=name, object_type_id="0-1", processing_type=processing, custom_properties={})
    if branch is not None:
        request.filter_branch = node(branch)
    return json_of(api.create(request, _preload_content=False))["list"]["listId"]


def round_trip(api, number, name):
    """Makes a list anew of what was read, through the client's models; deletes and restores it."""
    live = list_of(api, number)
    model = node(live["filterBranch"])
    equal(api.api_client.sanitize_for_serialization(model), live["filterBranch"])
    request = models.ListCreateRequest(
        name=f"python v3 {name}", object_type_id=live["objectTypeId"], processing_type=live["processingType"],
        filter_branch=model, custom_properties={})
    made = json_of(api.create(request, _preload_content=False))["list"]["listId"]
    equal(list_of(api, made)["filterBranch"], live["filterBranch"])
    api.remove(made)
    holds(of(api, "get_by_id", made).list.deleted_at, "a deleted list says when it was deleted")
    api.restore(made)
    again = list_of(api, made)
    equal((again["filterBranch"], again.get("deletedAt"), again["listVersion"]), (live["filterBranch"], None, 2))
    api.remove(made)


def rename(api, found):
    made = make(api, "python v3 renamed", list_of(api, found["condition_002"])["filterBranch"])
    name = 'R&D: 50% / "hot" + é?'
    equal(of(api, "update_name", made, list_name=name).updated_list.name, name)
    equal(of(api, "get_by_name", name, "0-1").list.list_id, made)
    refused(lambda: api.update_name(made, list_name="CONDITION 001 (V1)"), 400)
    api.remove(made)


def update(api, found):
    branches = [list_of(api, found[name])["filterBranch"] for name in ("condition_003", "condition_004")]
    made = make(api, "python v3 updated", branches[0])
    request = models.ListFilterUpdateRequest(filter_branch=node(branches[1]))
    answer = json_of(api.update_list_filters(made, request, _preload_content=False))["updatedList"]
    equal((answer["listVersion"], list_of(api, made)["filterBranch"]), (2, branches[1]))
    api.remove(made)


def refused(call, status):
    """Demands a refusal whose body is the client's model of an error."""
    try:
        call()
    except Exception as error:
        equal(getattr(error, "status", None), status)
        body = json.loads(error.body)
        judge(body, "Error", models)
        return holds(body["message"] and body["correlationId"] and body["category"], "an error lacks what it has to have")
    raise AssertionError("it was not refused")


def memberships():
    api, own = hub.crm.lists.lists_api, hub.crm.lists.memberships_api
    made = make(api, "python v3 by hand", None, "MANUAL")
    contacts = [it.id for it in hub.crm.contacts.basic_api.get_page(limit=2).results]
    check("memberships: add", lambda: equal(of(own, "add", made, contacts).records_ids_added, contacts))
    check("memberships: read", lambda: equal([it.record_id for it in of(own, "get_page", made).results], contacts))

    def pages():
        page = of(own, "get_page", made, limit=1)
        rest = of(own, "get_page", made, limit=1, after=page.paging.next.after)
        equal([it.record_id for it in page.results + rest.results], contacts)

    check("memberships: read page by page", pages)
    check("memberships: read by the time of joining", lambda: equal(
        len(of(own, "get_page_ordered_by_added_to_list_date", made).results), 2))
    check("memberships: lists of a record", lambda: holds(
        made in [it.list_id for it in of(own, "get_lists", "0-1", contacts[0]).results], "the list is not named"))
    check("memberships: remove", lambda: equal(of(own, "remove", made, contacts[:1]).record_ids_removed, contacts[:1]))
    swap = models.MembershipChangeRequest(record_ids_to_add=contacts[:1], record_ids_to_remove=contacts[1:])
    check("memberships: add and remove", lambda: equal(of(own, "add_and_remove", made, swap).record_ids_removed, contacts[1:]))
    check("memberships: clear", lambda: own.remove_all(made))
    check("memberships: none is left", lambda: equal(of(own, "get_page", made).results, []))
    api.remove(made)


def properties():
    from hubspot.crm import properties as own

    core, groups, batch = hub.crm.properties.core_api, hub.crm.properties.groups_api, hub.crm.properties.batch_api
    check("properties: list", lambda: holds(len(of(core, "get_all", "contacts").results) > 20, "too few"))
    check("properties: create a group", lambda: of(groups, "create", "contacts", own.PropertyGroupCreate(
        name="python_v3", label="Python v3", display_order=-1)))
    check("properties: list groups", lambda: of(groups, "get_all", "contacts"))
    check("properties: read a group", lambda: equal(of(groups, "get_by_name", "contacts", "python_v3").label, "Python v3"))
    create = own.PropertyCreate(
        name="python_v3_tier", label="Python v3 tier", type="enumeration", field_type="select", group_name="python_v3",
        options=[own.OptionInput(label="Gold", value="gold", display_order=0, hidden=False)])
    check("properties: create", lambda: equal(of(core, "create", "contacts", create).options[0].value, "gold"))
    check("properties: read", lambda: equal(of(core, "get_by_name", "contacts", "python_v3_tier").type, "enumeration"))
    check("properties: update", lambda: equal(
        of(core, "update", "contacts", "python_v3_tier", own.PropertyUpdate(label="Tier of v3")).label, "Tier of v3"))
    named = own.BatchReadInputPropertyName(inputs=[own.PropertyName(name="email")], archived=False)
    check("properties: read several", lambda: equal(of(batch, "read", "contacts", named).results[0].name, "email"))
    check("properties: archive", lambda: core.archive("contacts", "python_v3_tier"))
    check("properties: read what is archived", lambda: holds(
        of(core, "get_by_name", "contacts", "python_v3_tier", archived=True).archived, "it is not archived"))
    check("properties: archive a group", lambda: groups.archive("contacts", "python_v3"))


def records():
    from hubspot.crm import contacts as own

    basic, batch, search = hub.crm.contacts.basic_api, hub.crm.contacts.batch_api, hub.crm.contacts.search_api
    create = own.SimplePublicObjectInputForCreate(properties={"email": "v3@clients.example", "firstname": "V"}, associations=[])
    made = check("records: create", lambda: of(basic, "create", create))
    check("records: read", lambda: equal(of(basic, "get_by_id", made.id, properties=["email"]).properties["email"], "v3@clients.example"))
    check("records: read with associations", lambda: of(basic, "get_by_id", made.id, associations=["companies"]))
    check("records: read with history", lambda: equal(
        of(basic, "get_by_id", made.id, properties_with_history=["firstname"]).properties_with_history["firstname"][0].value, "V"))
    check("records: read by another property", lambda: equal(
        of(basic, "get_by_id", "v3@clients.example", id_property="email").id, made.id))
    check("records: list", lambda: holds(of(basic, "get_page", limit=1).paging.next.after, "there is no next page"))
    change = own.SimplePublicObjectInput(properties={"firstname": "W"})
    check("records: update", lambda: equal(of(basic, "update", made.id, change).properties["firstname"], "W"))
    several = own.BatchInputSimplePublicObjectBatchInputForCreate(inputs=[
        own.SimplePublicObjectBatchInputForCreate(properties={"email": f"v3-{at}@clients.example"}, associations=[]) for at in (1, 2)])
    both = check("records: create several", lambda: of(batch, "create", several))
    ids = [own.SimplePublicObjectId(id=it.id) for it in both.results]
    check("records: read several", lambda: equal(len(of(batch, "read", own.BatchReadInputSimplePublicObjectId(
        inputs=ids, properties=["email"], properties_with_history=[])).results), 2))
    check("records: update several", lambda: equal(of(batch, "update", own.BatchInputSimplePublicObjectBatchInput(inputs=[
        own.SimplePublicObjectBatchInput(id=it.id, properties={"firstname": "X"}) for it in ids])).results[0].properties["firstname"], "X"))
    asked = own.PublicObjectSearchRequest(limit=10, properties=["email"], sorts=[], after="0", filter_groups=[own.FilterGroup(
        filters=[own.Filter(property_name="email", operator="EQ", value="v3@clients.example")])])
    check("records: search", lambda: equal(of(search, "do_search", asked).total, 1))
    check("records: archive several", lambda: batch.archive(own.BatchInputSimplePublicObjectId(inputs=ids)))
    check("records: archive", lambda: basic.archive(made.id))
    check("records: an archived one is not found", lambda: gone(lambda: basic.get_by_id(made.id)))


def gone(call):
    try:
        call()
    except Exception as error:
        return equal(getattr(error, "status", None), 404)
    raise AssertionError("it is still there")


def associations():
    from hubspot.crm.associations import v4
    from hubspot.crm.associations.v4 import schema

    basic, batch, labels = hub.crm.associations.v4.basic_api, hub.crm.associations.v4.batch_api, hub.crm.associations.v4.schema.definitions_api
    contact = hub.crm.contacts.basic_api.get_page(limit=1).results[0].id
    company = hub.crm.companies.basic_api.get_page(limit=1).results[0].id
    known = check("associations: labels", lambda: of(labels, "get_all", "contacts", "deals"))
    holds(any(it.label == "Decision maker" for it in known.results), "the label of the seed is missing")
    request = schema.PublicAssociationDefinitionCreateRequest(label="Knows v3", name="knows_v3", inverse_label="Known v3")
    made = check("associations: create a label", lambda: of(labels, "create", "contacts", "companies", request))
    check("associations: associate", lambda: of(basic, "create_default", "contacts", contact, "companies", company))
    spec = [v4.AssociationSpec(association_category="USER_DEFINED", association_type_id=made.results[0].type_id)]
    check("associations: associate with a label", lambda: of(basic, "create", "contacts", contact, "companies", company, spec))
    check("associations: read", lambda: holds("Knows v3" in [
        kind.label for kind in of(basic, "get_page", "contacts", contact, "companies").results[0].association_types], "the label is missing"))
    pair = v4.PublicAssociationMultiPost(_from=v4.PublicObjectId(id=contact), to=v4.PublicObjectId(id=company), types=spec)
    check("associations: associate several", lambda: of(batch, "create", "contacts", "companies",
        v4.BatchInputPublicAssociationMultiPost(inputs=[pair])))
    asked = v4.BatchInputPublicFetchAssociationsBatchRequest(inputs=[v4.PublicFetchAssociationsBatchRequest(id=contact)])
    check("associations: read several", lambda: equal(len(of(batch, "get_page", "contacts", "companies", asked).results), 1))
    check("associations: remove a label", lambda: labels.remove("contacts", "companies", made.results[0].type_id))


def names():
    owners = hub.crm.owners.owners_api
    first = check("owners: list", lambda: of(owners, "get_page", limit=1)).results[0]
    check("owners: by e-mail", lambda: equal(of(owners, "get_page", email="ana@acme.example").results[0].first_name, "Ana"))
    check("owners: read", lambda: equal(of(owners, "get_by_id", int(first.id)).email, first.email))
    check("owners: archived", lambda: holds(of(owners, "get_page", archived=True).results[0].archived, "it is not archived"))
    pipelines, stages = hub.crm.pipelines.pipelines_api, hub.crm.pipelines.pipeline_stages_api
    check("pipelines: list", lambda: holds(of(pipelines, "get_all", "deals").results, "there is none"))
    check("pipelines: read", lambda: equal(of(pipelines, "get_by_id", "deals", "sales").label, "Sales"))
    check("pipelines: stages", lambda: equal(len(of(stages, "get_all", "deals", "sales").results), 2))
    check("pipelines: a stage", lambda: equal(of(stages, "get_by_id", "deals", "sales", "won").label, "Won"))
    forms = hub.marketing.forms.forms_api
    form = check("forms: list", lambda: of(forms, "get_page", form_types=["all"])).results[0]
    check("forms: read", lambda: equal(of(forms, "get_by_id", form.id).name, form.name))
    check("schemas: list", lambda: equal(of(hub.crm.schemas.core_api, "get_all").results[0].name, "training_session"))
    check("users: list", lambda: of(hub.settings.users.users_api, "get_page"))
    check("teams: list", lambda: of(hub.settings.users.teams_api, "get_all"))


def flows():
    """There are no models of workflows: they go by the client's raw request."""
    from flows import drive

    def send(method, path, body=None):
        options = {"method": method, "path": path} | ({"body": body} if body is not None else {})
        answer = hub.api_request(options)
        return answer.status_code, answer.json() if answer.content else None

    drive(check, send)


check.parts(lists, memberships, properties, records, associations, names, flows)
check.end()
