//! Where each family of endpoints is: `v3` stands before the product, a dated version behind it.

use std::fmt::Write as _;

use crate::settings::ApiPaths;

impl ApiPaths {
    /// Lists.
    #[must_use]
    pub fn lists(&self) -> String {
        self.crm_family("lists")
    }

    /// Tells whether lists can be enumerated by `POST …/all`, which came with 2026-09.
    #[must_use]
    pub fn enumerates_lists(&self) -> bool {
        !self.legacy() && self.crm.as_str() >= "2026-09"
    }

    /// Workflows.
    #[must_use]
    pub fn flows(&self) -> String {
        format!("{}/flows", self.automation.trim_end_matches('/'))
    }

    /// The types of actions; nothing where the flows are of a version that lists none. It came with the dated betas.
    #[must_use]
    pub fn action_types(&self) -> Option<String> {
        let base = self.automation.trim_end_matches('/');
        base.ends_with("-beta").then(|| format!("{base}/action-types"))
    }

    /// The properties of an object.
    #[must_use]
    pub fn properties(&self, object: &str) -> String {
        format!("{}/{}", self.crm_family("properties"), encoded(object))
    }

    /// The records of an object.
    #[must_use]
    pub fn records(&self, object: &str) -> String {
        format!("{}/{}", self.crm_family("objects"), encoded(object))
    }

    /// The pipelines of an object.
    #[must_use]
    pub fn pipelines(&self, object: &str) -> String {
        format!("{}/{}", self.crm_family("pipelines"), encoded(object))
    }

    /// The association labels from one object to another.
    #[must_use]
    pub fn association_labels(&self, from: &str, to: &str) -> String {
        let version = if self.legacy() { "/crm/v4/associations" } else { "/crm/associations" };
        let dated = if self.legacy() { String::new() } else { format!("/{}", encoded(&self.crm)) };
        format!("{version}{dated}/{}/{}/labels", encoded(from), encoded(to))
    }

    /// The schemas of custom objects.
    #[must_use]
    pub fn object_schemas(&self) -> String {
        if self.legacy() {
            "/crm/v3/schemas".to_owned()
        } else {
            format!("/crm-object-schemas/{}/schemas", encoded(&self.crm))
        }
    }

    /// Owners.
    #[must_use]
    pub fn owners(&self) -> String {
        self.crm_family("owners")
    }

    /// Users of the account.
    #[must_use]
    pub fn users(&self) -> String {
        self.family("settings", "users")
    }

    /// Marketing e-mails.
    #[must_use]
    pub fn emails(&self) -> String {
        self.family("marketing", "emails")
    }

    /// Forms, which have no dated path.
    #[must_use]
    pub fn forms(&self) -> String {
        "/marketing/v3/forms".to_owned()
    }

    /// Types of e-mail subscriptions.
    #[must_use]
    pub fn subscriptions(&self) -> String {
        // Its `v3` answers in another shape.
        let version = if self.legacy() { "v4".to_owned() } else { encoded(&self.crm) };
        format!("/communication-preferences/{version}/definitions")
    }

    /// Definitions of events of the portal's own: here the version stands before the product, dated or not.
    #[must_use]
    pub fn event_definitions(&self) -> String {
        format!("/events/{}/event-definitions", encoded(&self.crm))
    }

    /// Account details.
    #[must_use]
    pub fn account(&self) -> String {
        format!("/account-info/{}/details", encoded(&self.crm))
    }

    /// How much of the day's requests the private apps have used.
    #[must_use]
    pub fn daily_usage(&self) -> String {
        format!("/account-info/{}/api-usage/daily/private-apps", encoded(&self.crm))
    }

    /// Teams.
    #[must_use]
    pub fn teams(&self) -> String {
        format!("{}/teams", self.users())
    }

    fn legacy(&self) -> bool {
        self.crm.starts_with('v')
    }

    fn crm_family(&self, product: &str) -> String {
        self.family("crm", product)
    }

    fn family(&self, area: &str, product: &str) -> String {
        let version = encoded(&self.crm);
        if self.legacy() { format!("/{area}/{version}/{product}") } else { format!("/{area}/{product}/{version}") }
    }
}

/// Encodes one part of a path: all but letters, digits and `-`, `.`, `_`, `~`.
pub(super) fn encoded(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => {
                // Writing into a string cannot fail.
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

/// Decodes what HubSpot has already encoded inside a cursor, so that it is encoded once and not twice.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.get(..2).filter(|pair| *first == b'%' && pair.iter().all(u8::is_ascii_hexdigit));
        let pair = digits.and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_stands_before_the_product_in_v3_and_behind_it_in_dated_paths() {
        let dated = ApiPaths::default();
        let legacy = ApiPaths { crm: "v3".to_owned(), ..ApiPaths::default() };
        assert_eq!(dated.lists(), "/crm/lists/2026-09");
        assert_eq!(legacy.lists(), "/crm/v3/lists");
        assert_eq!(dated.association_labels("0-1", "0-2"), "/crm/associations/2026-09/0-1/0-2/labels");
        assert_eq!(legacy.association_labels("0-1", "0-2"), "/crm/v4/associations/0-1/0-2/labels");
        assert_eq!(dated.users(), "/settings/users/2026-09");
        assert_eq!(legacy.users(), "/settings/v3/users");
        assert_eq!(dated.subscriptions(), "/communication-preferences/2026-09/definitions");
        assert_eq!(legacy.subscriptions(), "/communication-preferences/v4/definitions");
        assert_eq!(dated.event_definitions(), "/events/2026-09/event-definitions");
        assert_eq!(legacy.event_definitions(), "/events/v3/event-definitions");
        assert!(dated.enumerates_lists() && !legacy.enumerates_lists());
        assert!(!ApiPaths { crm: "2026-03".to_owned(), ..ApiPaths::default() }.enumerates_lists());
    }

    #[test]
    fn a_part_of_a_path_cannot_leave_its_place() {
        assert_eq!(encoded("../a b/ö?x#y%"), "..%2Fa%20b%2F%C3%B6%3Fx%23y%25");
    }

    #[test]
    fn a_cursor_is_decoded_once() {
        assert_eq!(decoded("AAAAAAAAAS0%3D"), "AAAAAAAAAS0=");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("a%zz%F"), "a%zz%F");
        assert_eq!(decoded("%+1"), "%+1");
    }
}
