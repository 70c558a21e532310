//! YAML as a tree in which every value has its place; the only user of the YAML library.
//!
//! The library's typed reading infers types (`1.0` and `Yes` would be lost) and stops at its first error. Its events
//! carry byte ranges and the raw text, so the tree is built from those, within a budget: nesting, number of values and
//! copies by aliases are bounded before memory is taken.

mod shape;

use std::collections::BTreeMap;

use serde_saphyr::granit_parser::{Event, Options, Parser, ScalarStyle, Span as Range};

pub(crate) use self::shape::{Fields, Reader, plain};
use crate::problem::yaml::{Fault, Limit};
use crate::source::{FileId, Span, Spanned, is_control};

/// The longest text that is read, in bytes: a generated catalog of a full portal stays far below.
const BYTES: usize = 16 * 1024 * 1024;
/// How many values a text may hold.
const VALUES: usize = 500_000;
/// How many values aliases may copy.
const COPIES: usize = 20_000;
/// How deep values may nest; the deepest that anything here needs is 8.
const DEPTH: usize = 32;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// What it is.
    pub kind: Kind,
    /// From its first byte to its last; of a mapping without braces, the place of its first key.
    pub span: Span,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// One value as the file says it: `1.0` and `Yes` are these texts.
    Scalar {
        /// The text, escapes resolved.
        text: String,
        /// Whether it stands without quotes, so that `true` may mean true.
        plain: bool,
    },
    /// `[a, b]`
    List(Vec<Node>),
    /// `{ a: b }`, keys in order, doubled ones too.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// Its value.
    pub value: Node,
}

impl Kind {
    /// Says what it is.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Scalar { .. } => "a single value",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// What YAML can't be read on after, and where.
pub(crate) type Slip = Spanned<Fault>;

/// Reads one text; none where it holds no value.
///
/// # Errors
/// Where it is not YAML, or asks for more than the budget: YAML can't be read on after its first error.
pub(crate) fn read(file: FileId, text: &str) -> Result<Option<Node>, Slip> {
    if text.len() > BYTES {
        return Err(Spanned::new(Fault::TooLarge { limit: Limit::Bytes(BYTES) }, Span::new(file, 0, 0)));
    }
    if let Some((at, character)) = text.char_indices().find(|(_, c)| is_control(*c)) {
        let place = Span::new(file, at, at + character.len_utf8());
        return Err(Spanned::new(Fault::Invisible { character }, place));
    }
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = DEPTH;
    options.block_nesting_limit = DEPTH;
    let mut tree =
        Tree { file, text, open: Vec::new(), anchors: BTreeMap::new(), values: 0, copies: 0, documents: 0, root: None };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, range)) => tree.take(event, &range)?,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len());
                return Err(Spanned::new(syntax(&error.info()), tree.character(at)));
            }
        }
    }
    Ok(tree.root)
}

/// Tells the library's limit of nesting from a slip in the text.
fn syntax(why: &str) -> Fault {
    let lower = why.to_lowercase();
    if lower.contains("nest") || lower.contains("recursion limit") {
        Fault::TooDeep { limit: DEPTH }
    } else {
        Fault::NotYaml { why: lower.replace(['\n', '\r'], " ").trim_end_matches('.').to_owned() }
    }
}

/// A tree that grows by events.
struct Tree<'t> {
    file: FileId,
    text: &'t str,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, Extent)>,
    values: usize,
    copies: usize,
    documents: usize,
    root: Option<Node>,
}

/// How large a value is.
#[derive(Clone, Copy)]
struct Extent {
    /// How many values it is made of, itself among them.
    size: usize,
    /// How many lists and mappings stand in each other.
    height: usize,
}

/// A list or mapping whose end has not come yet.
struct Open {
    anchor: usize,
    start: Span,
    extent: Extent,
    parts: Parts,
}

enum Parts {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Spanned<String>> },
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, range: &Range) -> Result<(), Slip> {
        let span = self.span(range);
        if let Some(tag) = event.tag() {
            return Err(Spanned::new(Fault::Tag { tag: tag.original() }, span));
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Spanned::new(Fault::SeveralDocuments, span));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                // An absent value is reported as `~` of no width.
                let text = if plain && span.start == span.end { String::new() } else { text.into_owned() };
                let kind = if plain && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") && !self.wants_key()
                {
                    Kind::Null
                } else {
                    Kind::Scalar { text, plain }
                };
                self.add(Node { kind, span }, Extent { size: 1, height: 0 }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => self.start(anchor, span, Parts::List(Vec::new())),
            Event::MappingStart(_, anchor, _) => {
                self.start(anchor, span, Parts::Map { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(id) => self.copy(id, span),
            // Comments, anchors' names and unresolved aliases are not asked for; what the library adds later is no value.
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentEnd
            | Event::Anchor(..)
            | Event::UnresolvedAlias(_)
            | Event::Comment(..)
            | _ => Ok(()),
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { parts: Parts::Map { key: None, .. }, .. }))
    }

    fn start(&mut self, anchor: usize, start: Span, parts: Parts) -> Result<(), Slip> {
        if self.wants_key() {
            return Err(Spanned::new(Fault::KeyNotText, start));
        }
        if self.open.len() >= DEPTH {
            return Err(Spanned::new(Fault::TooDeep { limit: DEPTH }, start));
        }
        self.open.push(Open { anchor, start, extent: Extent { size: 1, height: 1 }, parts });
        Ok(())
    }

    fn end(&mut self, end: Span) -> Result<(), Slip> {
        let Some(Open { anchor, start, extent, parts }) = self.open.pop() else { return Ok(()) };
        let braces = start.end > start.start;
        let (kind, first) = match parts {
            Parts::List(items) => {
                let first = items.first().map(|item| item.span);
                (Kind::List(items), first)
            }
            Parts::Map { entries, .. } => {
                let first = entries.first().map(|entry| entry.key.span);
                (Kind::Map(entries), first)
            }
        };
        let span = if braces { start.to(end) } else { first.unwrap_or(start) };
        self.add(Node { kind, span }, extent, anchor)
    }

    fn copy(&mut self, id: usize, at: Span) -> Result<(), Slip> {
        let Some((node, extent)) = self.anchors.get(&id) else {
            return Err(Spanned::new(Fault::NotYaml { why: "the anchor holds this alias itself".to_owned() }, at));
        };
        let extent = *extent;
        self.copies += extent.size;
        if self.copies > COPIES {
            return Err(Spanned::new(Fault::AliasBomb { limit: COPIES }, at));
        }
        // Aliases in each other's anchors nest without a bracket.
        if self.open.len() + extent.height > DEPTH {
            return Err(Spanned::new(Fault::TooDeep { limit: DEPTH }, at));
        }
        let node = node.clone();
        self.add(node, extent, 0)
    }

    /// Puts a finished value where it belongs: a document's root, an item, a key or a key's value.
    fn add(&mut self, node: Node, extent: Extent, anchor: usize) -> Result<(), Slip> {
        self.values += 1;
        if self.values + self.copies > VALUES {
            return Err(Spanned::new(Fault::TooLarge { limit: Limit::Values(VALUES) }, node.span));
        }
        if anchor != 0 {
            // A kept copy costs what a copy costs, or nested anchors would multiply memory unseen.
            self.copies += extent.size;
            if self.copies > COPIES {
                return Err(Spanned::new(Fault::AliasBomb { limit: COPIES }, node.span));
            }
            self.anchors.insert(anchor, (node.clone(), extent));
        }
        let Some(open) = self.open.last_mut() else {
            if node.kind != Kind::Null {
                self.root = Some(node);
            }
            return Ok(());
        };
        open.extent.size += extent.size;
        open.extent.height = open.extent.height.max(extent.height + 1);
        match &mut open.parts {
            Parts::List(items) => items.push(node),
            Parts::Map { entries, key } => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => match node.kind {
                    Kind::Scalar { text, .. } => *key = Some(Spanned::new(text, node.span)),
                    Kind::Null => *key = Some(Spanned::new("null".to_owned(), node.span)),
                    Kind::List(_) | Kind::Map(_) => return Err(Spanned::new(Fault::KeyNotText, node.span)),
                },
            },
        }
        Ok(())
    }

    fn span(&self, range: &Range) -> Span {
        let bytes = range.byte_range().unwrap_or(0..0);
        let end = bytes.end.min(self.text.len());
        Span::new(self.file, bytes.start.min(end), end)
    }

    /// Returns the place of one character, so that there is something to point at.
    fn character(&self, at: usize) -> Span {
        let at = (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        let width =
            self.text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| *c != '\n').map_or(0, char::len_utf8);
        Span::new(self.file, at, at + width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    fn fault(text: &str) -> &'static str {
        Problem::at(Span::new(FileId(0), 0, 0), read(FileId(0), text).unwrap_err().node).words().code
    }

    fn values(text: &str) -> Vec<(String, String, String)> {
        let Some(Node { kind: Kind::Map(entries), .. }) = read(FileId(0), text).unwrap() else { panic!("no mapping") };
        let cut = |span: Span| text[span.start as usize..span.end as usize].to_owned();
        entries.iter().map(|entry| (entry.key.node.clone(), cut(entry.key.span), cut(entry.value.span))).collect()
    }

    #[test]
    fn every_key_and_value_has_its_bytes() {
        let text = "ä: \"x\\ty\"\nb: { c: 1.0 }\n'Yes': [1, 2]\n0:\n  null: Yes\n";
        let expect =
            [("ä", "ä", "\"x\\ty\""), ("b", "b", "{ c: 1.0 }"), ("Yes", "'Yes'", "[1, 2]"), ("0", "0", "null")];
        let expect = expect.map(|(key, at, value)| (key.to_owned(), at.to_owned(), value.to_owned()));
        assert_eq!(values(text), expect);
    }

    #[test]
    fn a_byte_order_mark_moves_no_place() {
        assert_eq!(values("\u{feff}a: bc\n"), [("a".to_owned(), "a".to_owned(), "bc".to_owned())]);
    }

    #[test]
    fn a_text_without_a_value_is_empty() {
        for text in ["", "\n\n", "# a comment\n", "---\n", "~", "null\n"] {
            assert_eq!(read(FileId(0), text).unwrap(), None, "{text:?}");
        }
    }

    #[test]
    fn an_alias_is_a_copy_of_its_anchor() {
        let tree = read(FileId(0), "a: &x { p: q }\nb: *x\n").unwrap().unwrap();
        let Kind::Map(entries) = tree.kind else { panic!("no mapping") };
        assert_eq!(entries[0].value, entries[1].value);
    }

    #[test]
    fn what_would_eat_memory_is_refused_before_it_does() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(9);
            bomb.push_str(&format!("a{level}: &a{level} [{before}*a{}]\n", level - 1));
        }
        assert_eq!(fault(&bomb), "yaml::alias-bomb");
        assert_eq!(fault("a: &a [*a]\n"), "yaml::not-yaml");
        assert_eq!(fault(&"[".repeat(100_000)), "yaml::too-deep");
        assert_eq!(fault(&(0..200).map(|n| format!("{}k:\n", " ".repeat(n))).collect::<String>()), "yaml::too-deep");
        assert_eq!(fault(&"- x\n".repeat(VALUES + 1)), "yaml::too-large");
        assert_eq!(fault(&"#\n".repeat(BYTES)), "yaml::too-large");
    }

    #[test]
    fn what_is_no_plain_yaml_is_refused() {
        assert_eq!(fault("a: [1\n"), "yaml::not-yaml");
        assert_eq!(fault("a: *b\n"), "yaml::not-yaml");
        assert_eq!(fault("a: 1\n---\nb: 2\n"), "yaml::several-documents");
        assert_eq!(fault("a: !include x.yaml\n"), "yaml::tag");
        assert_eq!(fault("? [a, b]\n: c\n"), "yaml::key-not-text");
    }
}
