"""Drives the served portal with `hubspot-sdk`, which Stainless made of HubSpot's dated files: the stricter judge of shapes.

Each answer is validated twice by the client's own pydantic models: by the client, which is told to be strict, and in
pydantic's strict mode, in which a text is no number and a number no text.
"""

import functools
import typing

import pydantic
from checks import Checks, Fault, equal, holds, surroundings
from hubspot_sdk import APIStatusError, HubSpot
from hubspot_sdk.types import crm as models

OMITTED = "its models want all three arrays, and HubSpot leaves out those that are empty"
FAULTS = [
    Fault(
        "lists: read several",
        "Invalid list id 8,9",
        "it joins the ids by commas, and HubSpot's files say that the parameter is repeated",
    ),
    Fault(
        "lists: filter `country is same as note`",
        "input_value='COMPARATIVE_STRING'",
        "its models are older than this operation, which came on 17 August 2026",
    ),
    Fault("memberships: add", "recordIdsMissing Field required", OMITTED),
    Fault("memberships: remove", "recordIdsMissing Field required", OMITTED),
    Fault(
        "records: read a property that is empty",
        "properties.phone Input should be a valid string",
        "its models want a text, and HubSpot answers null",
    ),
]

address, token, conditions = surroundings()
hub = HubSpot(access_token=token, base_url=address, max_retries=0, _strict_response_validation=True)
check = Checks("hubspot-sdk (python)", FAULTS)


def of(method, *arguments, **named):
    """Makes a call and returns the client's model, after the JSON was validated in strict mode as well."""
    resource = method.__self__.with_raw_response
    answer = getattr(resource, method.__name__)(*arguments, **named)
    value = answer.parse()
    if isinstance(value, pydantic.BaseModel):
        pydantic.TypeAdapter(type(value)).validate_json(answer.text(), strict=True)
    return value


def filters(data):
    """Validates filters in strict mode and returns them as the client would send them."""
    model = branch().validate_python(data, strict=True)
    sent = model.model_dump(by_alias=True, exclude_unset=True, mode="json")
    unknown = list(extras(model))
    holds(not unknown, f"the models have no {unknown}")
    return equal(sent, data)


@functools.cache
def branch():
    return pydantic.TypeAdapter(typing.Annotated[
        typing.Union[models.PublicOrFilterBranch, models.PublicAndFilterBranch],
        pydantic.Field(discriminator="filter_branch_type")])


def extras(model):
    """Finds members that a model keeps without knowing them."""
    if isinstance(model, list):
        for item in model:
            yield from extras(item)
    elif isinstance(model, pydantic.BaseModel):
        for name in model.model_extra or {}:
            yield f"{type(model).__name__}.{name}"
        for name in model.model_fields_set:
            yield from extras(getattr(model, name))


def read(number):
    """Reads a list with its filters, as JSON that the client has not touched."""
    return hub.crm.lists.with_raw_response.get(number, include_filters=True).json()["list"]


def lists():
    api = hub.crm.lists
    found = {}

    def search():
        offset, more = 0, True
        while more:
            page = of(api.list_by_search, list_ids=[], processing_types=[], additional_filter_properties=["hs_list_size"],
                query="Condition ", offset=offset, count=100)
            found.update((it.name.removesuffix(" (v1)").lower().replace(" ", "_"), it.list_id) for it in page.lists)
            holds(page.offset > offset or not page.has_more, "the search does not move on")
            offset, more = page.offset, page.has_more
        equal(len(found), page.total)

    check("lists: search, page by page", search)
    check("lists: every condition is there", lambda: equal(sorted(found), sorted(conditions)))
    first = found["condition_001"]
    one = check("lists: read by id", lambda: of(api.get, first).list)
    check("lists: read by name", lambda: equal(
        of(api.get_by_object_type_and_name, one.name, object_type_id=one.object_type_id).list.list_id, first))
    several = list(found.values())[:50]
    check("lists: read several", lambda: equal([it.list_id for it in of(api.list, list_ids=several).lists], several))
    check("lists: enumerate, by the client's raw request", enumerate_all)
    for name, text in conditions.items():
        check(f"lists: filter `{text}`", lambda: round_trip(found[name], name))
    check("lists: rename, with a name that a path has to encode", lambda: rename(found))
    check("lists: update filters", lambda: update(found))
    check("lists: an unknown id is refused", lambda: refused(404, lambda: api.get("999999")))
    check("lists: a taken name is refused", lambda: refused(400, lambda: api.create(
        name=one.name, object_type_id="0-1", processing_type="MANUAL")))
    folder = check("folders: create", lambda: of(api.create_folder, name="sdk").folder)
    check("folders: read", lambda: equal(of(api.list_folders, folder_id=folder.id).folder.name, "sdk"))
    check("folders: rename", lambda: equal(of(api.rename_folder, folder.id, new_folder_name="sdk two").folder.name, "sdk two"))
    check("folders: delete", lambda: api.delete_folder(folder.id))


def enumerate_all():
    """The client has no method for `/all`, which its version of the API lacks; its model of a found list fits."""
    found, after, item = set(), None, pydantic.TypeAdapter(models.PublicObjectListSearchResult)
    while True:
        body = {"processingTypes": [], "additionalProperties": [], "count": 100} | ({"after": after} if after else {})
        page = hub.post("/crm/lists/2026-09/all", body=body, cast_to=object)
        found |= {item.validate_python(it).list_id for it in page["results"]}
        after = page.get("paging", {}).get("next", {}).get("after")
        if not after:
            return equal(len(found), page["total"])


def round_trip(number, name):
    """Makes a list anew of what was read, through the client's models; deletes and restores it."""
    api = hub.crm.lists
    live = read(number)
    of(api.get, number, include_filters=True)
    sent = filters(live["filterBranch"])
    made = of(api.create, name=f"sdk {name}", object_type_id=live["objectTypeId"], processing_type=live["processingType"],
        filter_branch=sent).list.list_id
    equal(read(made)["filterBranch"], live["filterBranch"])
    api.delete(made)
    holds(of(api.get, made).list.deleted_at, "a deleted list says when it was deleted")
    api.restore(made)
    again = read(made)
    equal((again["filterBranch"], again.get("deletedAt"), again["listVersion"]), (live["filterBranch"], None, 2))
    api.delete(made)


def rename(found):
    api = hub.crm.lists
    made = of(api.create, name="sdk renamed", object_type_id="0-1", processing_type="MANUAL").list.list_id
    name = 'R&D: 50% / "cold" + é?'
    equal(of(api.update_list_name, made, list_name=name).updated_list.name, name)
    equal(of(api.get_by_object_type_and_name, name, object_type_id="0-1").list.list_id, made)
    refused(400, lambda: api.update_list_name(made, list_name="CONDITION 001 (V1)"))
    api.delete(made)


def update(found):
    api = hub.crm.lists
    before, after = (read(found[name])["filterBranch"] for name in ("condition_003", "condition_004"))
    made = of(api.create, name="sdk updated", object_type_id="0-1", processing_type="DYNAMIC", filter_branch=before).list.list_id
    equal(of(api.update_list_filters, made, filter_branch=filters(after)).updated_list.list_version, 2)
    equal(read(made)["filterBranch"], after)
    api.delete(made)


def refused(status, call):
    """Demands a refusal whose body has what HubSpot's errors have to have."""
    try:
        call()
    except APIStatusError as error:
        equal(error.status_code, status)
        return holds(all(error.body.get(word) for word in ("message", "correlationId", "category")), f"lacks a member: {error.body}")
    raise AssertionError("it was not refused")


def memberships():
    api = hub.crm.lists
    made = of(api.create, name="sdk by hand", object_type_id="0-1", processing_type="MANUAL").list.list_id
    contacts = [it.id for it in hub.crm.objects.contacts.list(limit=2).results]
    check("memberships: add", lambda: equal(of(api.add_memberships, made, body=contacts).records_ids_added, contacts))
    check("memberships: read", lambda: equal([it.record_id for it in of(api.list_memberships, made).results], contacts))
    check("memberships: read page by page", lambda: equal([it.record_id for it in api.list_memberships(made, limit=1)], contacts))
    check("memberships: read by the time of joining", lambda: equal(
        len(of(api.get_memberships_join_order, made).results), 2))
    check("memberships: lists of a record", lambda: holds(made in [
        it.list_id for it in of(api.get_record_memberships, contacts[0], object_type_id="0-1").results], "the list is not named"))
    check("memberships: lists of several records", lambda: equal(len(of(
        api.batch_read_memberships, inputs=[{"objectTypeId": "0-1", "recordId": it} for it in contacts]).results), 2))
    check("memberships: remove", lambda: equal(of(api.remove_memberships, made, body=contacts[:1]).record_ids_removed, contacts[:1]))
    check("memberships: add and remove", lambda: equal(of(api.add_and_remove_memberships, made,
        record_ids_to_add=contacts[:1], record_ids_to_remove=contacts[1:]).record_ids_removed, contacts[1:]))
    check("memberships: clear", lambda: api.delete_memberships(made))
    check("memberships: none is left", lambda: equal(of(api.list_memberships, made).results, []))
    api.delete(made)


def properties():
    own = hub.crm.properties
    check("properties: list", lambda: holds(len(of(own.list, "contacts").results) > 20, "too few"))
    check("properties: create a group", lambda: of(own.groups.create, "contacts", name="sdk", label="SDK", display_order=-1))
    check("properties: list groups", lambda: of(own.groups.list, "contacts"))
    check("properties: read a group", lambda: equal(of(own.groups.get, "sdk", object_type="contacts").label, "SDK"))
    check("properties: create", lambda: equal(of(own.create, "contacts", name="sdk_tier", label="SDK tier", type="enumeration",
        field_type="select", group_name="sdk", options=[
            {"label": "Gold", "value": "gold", "displayOrder": 0, "hidden": False}]).options[0].value, "gold"))
    check("properties: read", lambda: equal(of(own.get, "sdk_tier", object_type="contacts").type, "enumeration"))
    check("properties: update", lambda: equal(of(own.update, "sdk_tier", object_type="contacts", label="Tier").label, "Tier"))
    check("properties: read several", lambda: equal(of(own.batch.get, "contacts", archived=False,
        data_sensitivity="non_sensitive", inputs=[{"name": "email"}]).results[0].name, "email"))
    check("properties: archive", lambda: own.delete("sdk_tier", object_type="contacts"))
    check("properties: read what is archived", lambda: holds(
        of(own.get, "sdk_tier", object_type="contacts", archived=True).archived, "it is not archived"))
    check("properties: archive a group", lambda: own.groups.delete("sdk", object_type="contacts"))


def records():
    own = hub.crm.objects.contacts
    made = check("records: create", lambda: of(own.create, properties={"email": "sdk@clients.example", "firstname": "S", "lastname": "D"}, associations=[]))
    check("records: read", lambda: equal(of(own.get, made.id, properties=["email"]).properties["email"], "sdk@clients.example"))
    check("records: read with associations", lambda: of(own.get, made.id, associations=["companies"]))
    check("records: read with history", lambda: equal(of(
        own.get, made.id, properties_with_history=["firstname"]).properties_with_history["firstname"][0].value, "S"))
    check("records: read by another property", lambda: equal(of(own.get, "sdk@clients.example", id_property="email").id, made.id))
    check("records: read a property that is empty", lambda: of(own.get, made.id, properties=["phone"]))
    check("records: list", lambda: holds(of(own.list, limit=1).paging.next.after, "there is no next page"))
    check("records: update", lambda: equal(of(own.update, made.id, properties={"firstname": "T"}).properties["firstname"], "T"))
    both = check("records: create several", lambda: of(own.batch.create, inputs=[
        {"properties": {"email": f"sdk-{at}@clients.example", "firstname": "S", "lastname": "D"}, "associations": []} for at in (1, 2)]))
    ids = [{"id": it.id} for it in both.results]
    check("records: read several", lambda: equal(len(of(
        own.batch.get, inputs=ids, properties=["email"], properties_with_history=[]).results), 2))
    check("records: update several", lambda: equal(of(own.batch.update, inputs=[
        it | {"properties": {"firstname": "X"}} for it in ids]).results[0].properties["firstname"], "X"))
    check("records: search", lambda: equal(of(own.search, after="0", limit=10, properties=["email"], sorts=[], filter_groups=[
        {"filters": [{"propertyName": "email", "operator": "EQ", "value": "sdk@clients.example"}]}]).total, 1))
    check("records: archive several", lambda: own.batch.delete(inputs=ids))
    check("records: archive", lambda: own.delete(made.id))
    check("records: an archived one is not found", lambda: gone(lambda: own.get(made.id)))


def gone(call):
    try:
        call()
    except APIStatusError as error:
        return equal(error.status_code, 404)
    raise AssertionError("it is still there")


def associations():
    own, labels = hub.crm.associations, hub.crm.associations_schema.labels
    contact, company = (it.list(limit=1).results[0].id for it in (hub.crm.objects.contacts, hub.crm.objects.companies))
    pair = {"object_type": "contacts", "object_id": contact, "to_object_type": "companies"}
    known = check("associations: labels", lambda: of(labels.list_labels, "deals", from_object_type="contacts"))
    holds(any(it.label == "Decision maker" for it in known.results), "the label of the seed is missing")
    made = check("associations: create a label", lambda: of(labels.create_label, "companies", from_object_type="contacts",
        label="Knows SDK", name="knows_sdk", inverse_label="Known SDK")).results[0].type_id
    check("associations: associate", lambda: of(own.create, company, from_object_type="contacts", from_object_id=contact,
        to_object_type="companies"))
    spec = [{"associationCategory": "USER_DEFINED", "associationTypeId": made}]
    check("associations: associate with a label", lambda: of(own.update_labels, company, **pair, body=spec))
    check("associations: read", lambda: holds("Knows SDK" in [kind.label for kind in of(own.list, "companies", object_type="contacts",
        object_id=contact).results[0].association_types], "the label is missing"))
    both = {"from": {"id": contact}, "to": {"id": company}}
    check("associations: associate several", lambda: of(own.batch.create, "companies", from_object_type="contacts",
        inputs=[both | {"types": spec}]))
    check("associations: associate several plainly", lambda: of(own.batch.create_default, "companies", from_object_type="contacts",
        inputs=[both]))
    check("associations: read several", lambda: equal(len(of(own.batch.get, "companies", from_object_type="contacts",
        inputs=[{"id": contact}]).results), 1))
    check("associations: change a label", lambda: labels.update_label("companies", from_object_type="contacts",
        association_type_id=made, label="Met SDK"))
    check("associations: remove a label", lambda: labels.delete_label(made, from_object_type="contacts", to_object_type="companies"))


def names():
    owners = hub.crm.owners
    first = check("owners: list", lambda: of(owners.list, limit=1)).results[0]
    check("owners: by e-mail", lambda: equal(of(owners.list, email="ana@acme.example").results[0].first_name, "Ana"))
    check("owners: read", lambda: equal(of(owners.get, int(first.id)).email, first.email))
    check("owners: archived", lambda: holds(of(owners.list, archived=True).results[0].archived, "it is not archived"))
    pipelines = hub.crm.pipelines
    check("pipelines: list", lambda: holds(of(pipelines.list, "deals").results, "there is none"))
    check("pipelines: read", lambda: equal(of(pipelines.get, "sales", object_type="deals").label, "Sales"))
    check("pipelines: stages", lambda: equal(len(of(pipelines.list_stages, "sales", object_type="deals").results), 2))
    check("pipelines: a stage", lambda: equal(of(pipelines.get_stage, "won", object_type="deals", pipeline_id="sales").label, "Won"))
    check("schemas: list", lambda: equal(of(hub.crm.object_schemas.list).results[0].name, "training_session"))
    check("users: list", lambda: of(hub.settings.users.list))
    check("emails: list", lambda: equal(len(of(hub.marketing.emails.list).results), 2))
    # There is no resource for forms: they have no dated path.
    forms = check("forms: list, by the client's raw request", lambda: hub.get("/marketing/v3/forms", cast_to=object))["results"]
    check("forms: read, by the client's raw request", lambda: equal(
        hub.get(f"/marketing/v3/forms/{forms[0]['id']}", cast_to=object)["name"], forms[0]["name"]))


def flows():
    """The client has no models of workflows: they go by its raw request."""
    import httpx
    from flows import drive

    def send(method, path, body=None):
        options = {} if body is None else {"body": body}
        try:
            answer = getattr(hub, method.lower())(path, cast_to=httpx.Response, **options)
        except APIStatusError as error:
            answer = error.response
        return answer.status_code, answer.json() if answer.content else None

    drive(check, send)


check.parts(lists, memberships, properties, records, associations, names, flows)
check.end()
