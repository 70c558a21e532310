//! Reads conditions.

use super::super::ast::{Activity, Day, Expr, ExprKind, Order, ParameterKind, RefKind, Target, Test, When};
use super::grammar::Rule;
use super::reader::{Node, Reader, only, parts};
use crate::problem::syntax::Fault;
use crate::source::{Span, Spanned};

// Conditions nest, and a frame of an unoptimised build is large: the functions on the way down are kept small, with
// loops for closures and what does not nest in functions of its own.
impl Reader<'_> {
    pub(super) fn expr(&mut self, node: &Node<'_>) -> Option<Expr> {
        let mut read = Vec::new();
        for part in parts(node) {
            read.push(self.conjunction(&part)?);
        }
        joined(read, ExprKind::Or)
    }

    fn conjunction(&mut self, node: &Node<'_>) -> Option<Expr> {
        let mut read = Vec::new();
        for part in parts(node) {
            read.push(self.unary(&part)?);
        }
        joined(read, ExprKind::And)
    }

    fn unary(&mut self, node: &Node<'_>) -> Option<Expr> {
        let mut nots = Vec::new();
        let mut expr = None;
        for part in parts(node) {
            if part.as_rule() == Rule::kw_not {
                nots.push(self.span(&part));
            } else {
                expr = Some(self.primary(&part)?);
            }
        }
        let mut expr = expr?;
        if let (false, ExprKind::Compare { or_unknown: Some(place), .. }) = (nots.is_empty(), &expr.node) {
            self.report(*place, Fault::OrUnknownAfterNot);
        }
        for not in nots.into_iter().rev() {
            let span = not.to(expr.span);
            expr = Spanned::new(ExprKind::Not(Box::new(expr)), span);
        }
        Some(expr)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the ones of conditions")]
    fn primary(&mut self, node: &Node<'_>) -> Option<Expr> {
        let mut inner = parts(node);
        let kind = match node.as_rule() {
            Rule::group => ExprKind::Paren(Box::new(self.expr(&inner.next()?)?)),
            Rule::any => {
                let association = self.name(&mut inner)?;
                let rule = match inner.next() {
                    Some(rule) => Some(Box::new(self.expr(&rule)?)),
                    None => None,
                };
                ExprKind::Any { association, rule }
            }
            Rule::member => ExprKind::Member(self.target(&inner.next()?)?),
            Rule::compare => self.compare(node)?,
            Rule::activity | Rule::did_activity => self.activity(node)?,
            _ => return None,
        };
        Some(Spanned::new(kind, self.span(node)))
    }

    fn compare(&mut self, node: &Node<'_>) -> Option<ExprKind> {
        let mut inner = parts(node);
        let feature = self.name(&mut inner)?;
        let test = inner.next()?;
        let test = Spanned::new(self.test(&only(&test)?)?, self.span(&test));
        if let (Test::When(When::On(day)), "bounced") = (&test.node, feature.node.as_str())
            && let Day::Feature(name) = &day.node
            && self.parameters.get(&name.node) == Some(&ParameterKind::Ref(RefKind::Email))
        {
            let activity = Activity::BouncedOn(Target::Name(name.clone()));
            return Some(ExprKind::Activity { activity: Box::new(activity), refine: Vec::new() });
        }
        let test = Box::new(test);
        Some(ExprKind::Compare { feature, test, or_unknown: inner.next().map(|part| self.span(&part)) })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the ones of tests")]
    fn test(&mut self, node: &Node<'_>) -> Option<Test> {
        let mut inner = parts(node);
        let first = inner.next()?;
        Some(match node.as_rule() {
            Rule::is_test => match first.as_rule() {
                Rule::kw_known => Test::Known,
                Rule::kw_unknown => Test::Unknown,
                Rule::is_exactly => Test::IsExactly(self.values(&only(&first)?)?),
                Rule::is_same => Test::SameAs(self.name(&mut parts(&first))?),
                // The `not` is the first part of it.
                Rule::is_not => Test::IsNot(self.value(&parts(&first).last()?)?),
                _ => Test::Is(self.value(&first)?),
            },
            Rule::not_test => {
                let test = inner.next()?;
                match test.as_rule() {
                    Rule::not_in => Test::NotIn(self.values(&only(&test)?)?),
                    Rule::not_changed => Test::NotChanged(self.when(&only(&test)?)?),
                    _ => self.between(&test, Sense::Negated)?,
                }
            }
            Rule::in_test => Test::In(self.values(&first)?),
            Rule::order_test => {
                let (order, value) = self.order(node)?;
                Test::Order(order, value)
            }
            Rule::between_test => self.between(node, Sense::Plain)?,
            Rule::contains_test => match first.as_rule() {
                Rule::one_of_set => Test::ContainsAny(self.values(&only(&first)?)?),
                Rule::none_of_set => Test::ContainsNone(self.values(&only(&first)?)?),
                _ => Test::Contains(self.value(&first)?),
            },
            Rule::does_not_contain => Test::DoesNotContain(self.value(&inner.next()?)?),
            Rule::starts_with => Test::StartsWith(self.value(&first)?),
            Rule::ends_with => Test::EndsWith(self.value(&first)?),
            Rule::has_test => {
                let values = self.values(&only(&first)?)?;
                match first.as_rule() {
                    Rule::one_of_set => Test::HasAny(values),
                    Rule::all_of_set => Test::HasAll(values),
                    _ => Test::HasNone(values),
                }
            }
            Rule::was_test => self.was(node)?,
            Rule::changed_test => self.changed(node)?,
            Rule::when => Test::When(self.when(node)?),
            _ => return None,
        })
    }

    fn between(&mut self, node: &Node<'_>, sense: Sense) -> Option<Test> {
        let mut ends = parts(node);
        let low = self.value(&ends.next()?)?;
        let high = self.value(&ends.next()?)?;
        Some(Test::Between { negated: sense == Sense::Negated, low, high })
    }

    /// Reads `>= 80`.
    pub(super) fn order(&mut self, node: &Node<'_>) -> Option<(Order, super::super::ast::Value)> {
        let mut inner = parts(node);
        // Blanks and comments behind the sign belong to its node.
        let sign = inner.next()?.as_str();
        let order = match sign.split(|c| !"<>=".contains(c)).next()? {
            "<" => Order::Less,
            "<=" => Order::LessOrEqual,
            ">" => Order::Greater,
            ">=" => Order::GreaterOrEqual,
            _ => return None,
        };
        Some((order, self.value(&inner.next()?)?))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Plain,
    Negated,
}

/// Returns the only part, or all of them joined.
fn joined(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> ExprKind) -> Option<Expr> {
    let last = parts.pop()?;
    let Some(first) = parts.first() else { return Some(last) };
    let span: Span = first.span.to(last.span);
    parts.push(last);
    Some(Spanned::new(join(parts), span))
}
