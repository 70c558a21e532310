//! The lines that every declaration may have: version, title, owner, former names.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::hubspot::platform::Object;
use crate::model::Head;
use crate::problem::check::{FlowFault, NameFault, Sort};
use crate::problem::{Note, nearest};
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::HeaderLine;

use super::Checker;

/// The longest title: HubSpot documents no limit, and shows no more than this.
const LONGEST_TITLE: usize = 200;

/// What a header says.
#[derive(Default)]
pub struct Header {
    /// `version`
    pub version: Option<Spanned<u32>>,
    title: Option<Spanned<String>>,
    owner: Option<Ident>,
    formerly: Vec<String>,
}

impl Header {
    /// Makes the head of a declaration.
    pub fn head(&self, name: &Ident, doc: Option<&String>, text: Option<String>) -> Head {
        let former = self.formerly.iter().filter(|_| self.title.is_none());
        Head {
            name: name.node.clone(),
            formerly: self.formerly.clone(),
            title: self.title.as_ref().map_or_else(|| spaced(&name.node), |title| title.node.clone()),
            former_titles: former.map(|name| spaced(name)).collect(),
            owner: self.owner.as_ref().map(|owner| owner.node.clone()),
            doc: doc.cloned(),
            at: name.span,
            text,
        }
    }
}

impl Checker<'_> {
    /// Reads header lines; each stands once, but for `formerly`.
    pub(super) fn header<'a>(&mut self, lines: impl IntoIterator<Item = (&'a HeaderLine, Span)>) -> Header {
        let mut header = Header::default();
        let mut seen: BTreeMap<&'static str, Span> = BTreeMap::new();
        for (line, at) in lines {
            let word = match line {
                HeaderLine::Version(_) => "version",
                HeaderLine::Title(_) => "title",
                HeaderLine::Owner(_) => "owner",
                HeaderLine::Formerly(name) => {
                    header.formerly.push(name.node.clone());
                    continue;
                }
            };
            if let Some(first) = seen.get(word) {
                self.report_and(at, FlowFault::DoubledLine { line: word }, vec![(*first, Note::FirstHere)]);
                continue;
            }
            seen.insert(word, at);
            match line {
                HeaderLine::Version(version) => header.version = self.version(version),
                HeaderLine::Title(title) => {
                    self.title(title);
                    header.title = Some(title.clone());
                }
                HeaderLine::Owner(owner) => {
                    self.owner(owner);
                    header.owner = Some(owner.clone());
                }
                HeaderLine::Formerly(_) => {}
            }
        }
        header
    }

    fn version(&mut self, version: &Spanned<u32>) -> Option<Spanned<u32>> {
        if version.node == 0 {
            self.report(version.span, NameFault::VersionZero);
            return None;
        }
        Some(version.clone())
    }

    /// Reports a declaration that must have a version and has none; a bad one has been reported.
    pub(super) fn require_version<'a>(
        &mut self,
        header: &Header,
        mut lines: impl Iterator<Item = &'a HeaderLine>,
        name: &Ident,
        sort: Sort,
    ) {
        let written = lines.any(|line| matches!(line, HeaderLine::Version(_)));
        if header.version.is_none() && !written {
            self.report(name.span, NameFault::MissingVersion { name: name.node.clone(), sort });
        }
    }

    fn title(&mut self, title: &Spanned<String>) {
        let text = &title.node;
        let why = if text.trim().is_empty() {
            "it is empty".to_owned()
        } else if text.trim() != text {
            "it begins or ends with a space".to_owned()
        } else if text.chars().any(char::is_control) {
            "it holds a line break or another control character".to_owned()
        } else if text.chars().count() > LONGEST_TITLE {
            format!("it is longer than {LONGEST_TITLE} characters")
        } else {
            return;
        };
        self.report(title.span, NameFault::BadTitle { why });
    }

    fn owner(&mut self, owner: &Ident) {
        let Catalog { owners, .. } = self.catalog;
        if !owners.contains_key(&owner.node) {
            let near = nearest(&owner.node, owners.keys().map(String::as_str));
            self.report(owner.span, NameFault::UnknownOwner { name: owner.node.clone(), near });
        }
    }

    /// Finds an object by its word.
    pub(super) fn object(&mut self, word: &Ident) -> Option<Object> {
        if let Some(object) = self.catalog.object(&word.node) {
            return Some(object);
        }
        let near = nearest(&word.node, self.catalog.objects().map(Object::word));
        let known = self.catalog.objects().take(12).map(|object| object.word().to_owned()).collect();
        self.report(word.span, NameFault::UnknownObject { name: word.node.clone(), near, known });
        None
    }

    /// Reports lists whose titles HubSpot would take for one: it ignores case, over all objects. Of a segment, the
    /// bare title counts and the one with its version.
    pub(super) fn titles(&mut self, mut titled: Vec<Titled>) {
        titled.sort_by(|a, b| a.name.cmp(&b.name));
        let mut taken: BTreeMap<&str, &Titled> = BTreeMap::new();
        for list in &titled {
            let clash = list.titles.iter().find_map(|(title, lower)| Some((title, *taken.get(lower.as_str())?)));
            if let Some((title, first)) = clash {
                let fault = NameFault::DoubledTitle { title: title.clone(), other: first.name.clone() };
                self.report_and(list.at, fault, vec![(first.at, Note::FirstHere)]);
            }
            for (_, lower) in &list.titles {
                taken.entry(lower).or_insert(list);
            }
        }
    }

    /// Reports the title of a segment that ends like the version that is added to it.
    pub(super) fn plain_title(&mut self, header: &Header) {
        if let Some(title) = &header.title
            && ends_like_a_version(&title.node)
        {
            let why = "it ends like the version that is added to it in the portal".to_owned();
            self.report(title.span, NameFault::BadTitle { why });
        }
    }

    /// Reports a name that makes too long a title, where no other is written.
    pub(super) fn title_of_name(&mut self, header: &Header, name: &Ident) {
        if header.title.is_none() && spaced(&name.node).chars().count() > LONGEST_TITLE {
            let why = format!("it is made of the name, and longer than {LONGEST_TITLE} characters: write a `title`");
            self.report(name.span, NameFault::BadTitle { why });
        }
    }

    /// Keeps the titles that a list may have, for [`Self::titles`].
    pub(super) fn keep_titles(&mut self, header: &Header, name: &Ident) {
        self.title_of_name(header, name);
        let title = header.title.as_ref().map_or_else(|| spaced(&name.node), |title| title.node.clone());
        let versioned = header.version.as_ref().map(|version| format!("{title} (v{})", version.node));
        let titles = [title].into_iter().chain(versioned).map(|title| {
            let lower = title.to_lowercase();
            (title, lower)
        });
        self.titled = Some(Titled { name: name.node.clone(), at: name.span, titles: titles.collect() });
    }
}

/// A list with the titles that it may have in a portal.
pub(super) struct Titled {
    name: String,
    at: Span,
    /// As they are, and without their case.
    titles: Vec<(String, String)>,
}

/// Tells whether a title ends like `(v3)`.
fn ends_like_a_version(title: &str) -> bool {
    let number = title.strip_suffix(')').and_then(|rest| rest.rsplit_once("(v")).map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Spaces the words of a name and begins with a capital: `high_intent` is "High intent".
pub fn spaced(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_becomes_a_title() {
        assert_eq!(super::spaced("high_intent"), "High intent");
        assert_eq!(super::spaced("__x"), "X");
        assert_eq!(super::spaced("_"), "_");
    }
}
