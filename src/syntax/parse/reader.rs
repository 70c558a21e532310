//! Reads what all declarations share: names, strings, numbers, values.
//!
//! The parser has seen that each part is there; should one be missing, grammar and reader disagree, and the
//! declaration is reported as unreadable instead of ending the program.

use std::collections::BTreeMap;

use pest::iterators::Pair;

use super::super::ast::{Duration, Field, HowLong, ParameterKind, Path, Ref, RefKind, Target, Unit, Value, ValueKind};
use super::super::repair::{Meaning, Mended};
use super::super::words::{plain_braces, unquoted};
use super::grammar::Rule;
use crate::problem::Problem;
use crate::problem::syntax::Fault;
use crate::source::{Ident, Span, Spanned};

/// One part of the parser's result.
pub(super) type Node<'i> = Pair<'i, Rule>;

/// Makes the tree of one declaration.
pub(super) struct Reader<'i> {
    mended: &'i Mended<'i>,
    /// What the grammar lets pass and the language does not.
    pub problems: Vec<Problem>,
    /// Whether the tree says what was written.
    pub meaning: Meaning,
    /// The parameters of the template that is read.
    pub parameters: BTreeMap<String, ParameterKind>,
}

/// The parts of a node that say something; brackets, commas and plain keywords are left out.
pub(super) fn parts<'i>(node: &Node<'i>) -> std::iter::Peekable<impl Iterator<Item = Node<'i>> + use<'i>> {
    node.clone().into_inner().filter(|part| says_something(part)).peekable()
}

/// Returns the only part.
pub(super) fn only<'i>(node: &Node<'i>) -> Option<Node<'i>> {
    parts(node).next()
}

fn says_something(node: &Node<'_>) -> bool {
    let rule = node.as_rule();
    // What most nodes are is told by their rule alone, without a look inside.
    if matches!(rule, Rule::expr | Rule::all_of | Rule::unary | Rule::compare | Rule::test | Rule::value | Rule::path) {
        return true;
    }
    if matches!(
        rule,
        Rule::kw_and
            | Rule::kw_in
            | Rule::kw_is
            | Rule::kw_on
            | Rule::kw_or
            | Rule::kw_where
            | Rule::brace_open
            | Rule::brace_close
            | Rule::paren_open
            | Rule::paren_close
            | Rule::comma
    ) {
        return false;
    }
    let told = matches!(
        rule,
        Rule::ident
            | Rule::string
            | Rule::date
            | Rule::time
            | Rule::weekday
            | Rule::month
            | Rule::channel
            | Rule::place
            | Rule::plus
            | Rule::minus
            | Rule::number
            | Rule::integer
            | Rule::action_version
            | Rule::unit
            | Rule::page_match
            | Rule::follow_up
            | Rule::step_name
            | Rule::parameter_kind
            | Rule::pipeline_kind
            | Rule::reference_kind
            | Rule::less
            | Rule::less_or_equal
            | Rule::greater
            | Rule::greater_or_equal
            | Rule::kw_true
            | Rule::kw_false
            | Rule::kw_known
            | Rule::kw_unknown
            | Rule::kw_now
            | Rule::kw_not
            | Rule::kw_enabled
            | Rule::kw_disabled
            | Rule::kw_manually
            | Rule::kw_overwrite
    );
    told || node.clone().into_inner().next().is_some()
}

impl<'i> Reader<'i> {
    pub fn new(mended: &'i Mended<'i>) -> Self {
        Self { mended, problems: Vec::new(), meaning: Meaning::Kept, parameters: BTreeMap::new() }
    }

    pub fn report(&mut self, span: Span, fault: Fault) {
        self.problems.push(Problem::at(span, fault));
    }

    pub fn span(&self, node: &Node<'_>) -> Span {
        let span = node.as_span();
        self.mended.span(span.start(), span.end())
    }

    pub fn word(&self, node: &Node<'_>) -> Ident {
        Spanned::new(node.as_str().to_owned(), self.span(node))
    }

    /// Reads the next part as a name.
    pub fn name<'n>(&self, parts: &mut impl Iterator<Item = Node<'n>>) -> Option<Ident> {
        let node = parts.next()?;
        (node.as_rule() == Rule::ident).then(|| self.word(&node))
    }

    /// Reads a string in which braces stand for themselves.
    pub fn string(&mut self, node: &Node<'_>) -> Spanned<String> {
        self.text(node).map(|text| plain_braces(&text))
    }

    /// Reads a string that may be a text with values in it: escaped braces are told from those around a value.
    pub fn text(&mut self, node: &Node<'_>) -> Spanned<String> {
        let span = self.span(node);
        let read = unquoted(node.as_str());
        let literal = node.as_span();
        let bad: fn(String) -> Fault = |escape| Fault::BadEscape { escape };
        let control: fn(String) -> Fault = |escape| Fault::ControlEscape { escape };
        let bad = read.bad.into_iter().map(|at| (at, bad));
        for ((from, to), fault) in bad.chain(read.controls.into_iter().map(|at| (at, control))) {
            let place = self.mended.span(literal.start() + from, literal.start() + to);
            // An escape is inside its token, so its end is not the token's.
            let place = Span { end: place.start + u32::try_from(to - from).unwrap_or(0), ..place };
            let escape = node.as_str().get(from..to).unwrap_or("").to_owned();
            self.report(place, fault(escape));
        }
        Spanned::new(read.text, span)
    }

    pub fn integer(&mut self, node: &Node<'_>) -> Spanned<u32> {
        let span = self.span(node);
        let digits: String = node.as_str().chars().filter(char::is_ascii_digit).collect();
        let number = digits.parse().unwrap_or_else(|_| {
            self.report(span, Fault::NumberTooLarge);
            // A version of 0 or a wait of no time would be reported once more.
            1
        });
        Spanned::new(number, span)
    }

    pub fn duration(&mut self, node: &Node<'_>) -> Option<Spanned<Duration>> {
        let mut parts = parts(node);
        let count = self.integer(&parts.next()?).node;
        let unit = match parts.next()?.as_str() {
            "minute" | "minutes" => Unit::Minutes,
            "hour" | "hours" => Unit::Hours,
            "day" | "days" => Unit::Days,
            "week" | "weeks" => Unit::Weeks,
            _ => return None,
        };
        Some(Spanned::new(Duration { count, unit }, self.span(node)))
    }

    /// Reads `3 days` or a parameter.
    pub fn how_long(&mut self, node: &Node<'_>) -> Option<HowLong> {
        let inner = if node.as_rule() == Rule::lasting { only(node)? } else { node.clone() };
        Some(if inner.as_rule() == Rule::duration {
            HowLong::Duration(self.duration(&inner)?)
        } else {
            HowLong::Parameter(self.word(&inner))
        })
    }

    /// Reads a text with values in it. A parameter in its place is one that holds nothing else.
    pub fn written(&mut self, node: &Node<'_>) -> Option<Spanned<String>> {
        let inner = only(node)?;
        if inner.as_rule() == Rule::string {
            return Some(self.text(&inner));
        }
        let name = self.word(&inner);
        if !self.parameters.contains_key(&name.node) {
            self.report(name.span, Fault::NotAParameter { name: name.node.clone() });
        }
        Some(name.map(|name| format!("{{{name}}}")))
    }

    pub fn path(&self, node: &Node<'_>) -> Option<Path> {
        let mut parts = parts(node);
        let first = self.name(&mut parts)?;
        Some(match self.name(&mut parts) {
            Some(feature) => Path { association: Some(first), feature },
            None => Path { association: None, feature: first },
        })
    }

    pub fn values(&mut self, node: &Node<'_>) -> Option<Vec<Value>> {
        parts(node).map(|part| self.value(&part)).collect()
    }

    /// Reads a value of any kind, with the ones that only fields and arguments may have.
    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the ones of values")]
    pub fn value(&mut self, node: &Node<'_>) -> Option<Value> {
        let span = self.span(node);
        let kind = match node.as_rule() {
            Rule::value => return self.value(&only(node)?),
            Rule::string => ValueKind::Text(self.text(node).node),
            Rule::number => ValueKind::Number(node.as_str().replace('_', "")),
            Rule::kw_true => ValueKind::Bool(true),
            Rule::kw_false => ValueKind::Bool(false),
            Rule::moment => ValueKind::Now(self.moment(node)?),
            Rule::reference => ValueKind::Ref(Box::new(self.reference(node)?)),
            Rule::duration => ValueKind::Duration(self.duration(node)?.node),
            Rule::list => ValueKind::List(self.values(node)?),
            Rule::fields => ValueKind::Fields(self.fields(node)?),
            Rule::path => match self.path(node)? {
                Path { association: Some(association), feature } => ValueKind::Path(association, feature),
                Path { association: None, feature } => ValueKind::Word(feature.node),
            },
            _ => return None,
        };
        Some(Spanned::new(kind, span))
    }

    pub fn fields(&mut self, node: &Node<'_>) -> Option<Vec<Field>> {
        let field = |part: Node<'_>| {
            let mut parts = parts(&part);
            let key = parts.next()?;
            let key = if key.as_rule() == Rule::string { self.string(&key) } else { self.word(&key) };
            Some(Field { key, value: self.value(&parts.next()?)? })
        };
        parts(node).map(field).collect()
    }

    pub fn reference(&mut self, node: &Node<'_>) -> Option<Ref> {
        let mut parts = parts(node);
        let kind = parts.next()?;
        let word = RefKind::ALL.into_iter().find(|known| known.word() == kind.as_str())?;
        let name = self.string(&parts.next()?);
        let stage = parts.next().map(|stage| self.string(&stage));
        Some(Ref { kind: Spanned::new(word, self.span(&kind)), name, stage })
    }

    pub fn target(&mut self, node: &Node<'_>) -> Option<Target> {
        let part = only(node)?;
        if part.as_rule() == Rule::reference {
            return Some(Target::Ref(Box::new(self.reference(&part)?)));
        }
        Some(Target::Name(self.word(&part)))
    }
}
