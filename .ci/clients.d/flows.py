"""Workflows, by a client's raw request: there is no client with models of them."""

from checks import equal, holds

FLOWS = "/automation/v4/flows"
# What a portal makes by itself; a body that is sent has none of it.
OF_SERVER = ("id", "createdAt", "updatedAt", "dataSources", "uuid")


def drive(check, send):
    """Lists, reads, creates, replaces and deletes workflows. `send` takes method, path and body and returns status and JSON."""

    def done(status, method, path, body=None):
        found, answer = send(method, path, body)
        equal(found, status)
        return answer

    def every():
        found, path = [], f"{FLOWS}?limit=2"
        while path:
            page = done(200, "GET", path)
            found += page["results"]
            after = page.get("paging", {}).get("next", {}).get("after")
            path = after and f"{FLOWS}?limit=2&after={after}"
        holds(len(found) >= 3, "a workflow of the project is missing")
        return found

    known = check("flows: list, page by page", every)
    for flow in known:
        whole = check(f"flows: read `{flow['name']}`", lambda: done(200, "GET", f"{FLOWS}/{flow['id']}"))
        body = {key: value for key, value in whole.items() if key not in OF_SERVER}
        body |= {"name": f"{check.client}: {flow['name']}", "isEnabled": False}
        del body["revisionId"]
        made = check(f"flows: create `{flow['name']}` again", lambda: done(201, "POST", FLOWS, body))
        check("flows: its actions are as they were sent", lambda: equal(made["actions"], whole["actions"]))
        # A workflow is made in the background: it can be replaced once a read finds it COMPLETE.
        check("flows: read until it is complete", lambda: holds(any(
            done(200, "GET", f"{FLOWS}/{made['id']}")["crmObjectCreationStatus"] == "COMPLETE" for _ in range(9)), "it is never"))
        change = body | {"name": f"{check.client}: replaced", "revisionId": made["revisionId"], "type": whole["type"]}
        check("flows: replace", lambda: equal(
            done(200, "PUT", f"{FLOWS}/{made['id']}", change)["name"], f"{check.client}: replaced"))
        check("flows: a stale revision is refused", lambda: holds(
            400 <= send("PUT", f"{FLOWS}/{made['id']}", change)[0] < 500, "it was replaced"))
        check("flows: delete", lambda: done(204, "DELETE", f"{FLOWS}/{made['id']}"))
        check("flows: a deleted one is not found", lambda: done(404, "GET", f"{FLOWS}/{made['id']}"))
