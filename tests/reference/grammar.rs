//! The rules of `grammar/hubwright.pest` as text: what the reference quotes, and what it must not forget.

use std::collections::{BTreeMap, BTreeSet};

/// A rule of the grammar.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// As it stands in the grammar, without the comments above it.
    pub text: String,
}

impl Rule {
    /// Returns what stands behind the name.
    fn body(&self) -> &str {
        self.text.split_once('=').unwrap().1
    }

    /// Returns the literals in it.
    fn literals(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut rest = self.body();
        while let Some((_, after)) = rest.split_once('"') {
            let mut text = String::new();
            let mut signs = after.char_indices();
            let end = loop {
                match signs.next().unwrap() {
                    (at, '"') => break at,
                    (_, '\\') => match signs.next().unwrap().1 {
                        't' => text.push('\t'),
                        'r' | 'n' => text.push('\n'),
                        sign => text.push(sign),
                    },
                    (_, sign) => text.push(sign),
                }
            };
            found.push(text);
            rest = &after[end + 1..];
        }
        found
    }

    /// Returns the names of rules in it.
    fn names(&self) -> BTreeSet<&str> {
        let outside: Vec<&str> = self.body().split('"').step_by(2).collect();
        let words = outside.into_iter().flat_map(|text| text.split(|sign: char| !is_part(sign)));
        words.filter(|word| word.starts_with(|sign: char| sign.is_ascii_lowercase())).collect()
    }

    /// Tells whether it is a single sign, a keyword, or a part of tokens that has no meaning of its own.
    fn is_bare(&self) -> bool {
        let only_signs = self.names().is_empty() && self.literals().iter().all(|text| !text.contains(is_part));
        self.name.starts_with("kw_") || only_signs || ["WHITESPACE", "COMMENT", "word_part"].contains(&&*self.name)
    }
}

/// All rules by their names.
pub struct Grammar(BTreeMap<String, Rule>);

impl Grammar {
    /// Reads the grammar.
    pub fn read() -> Self {
        let mut rules = BTreeMap::new();
        let mut open: Option<Rule> = None;
        for line in include_str!("../../grammar/hubwright.pest").lines().filter(|line| !line.starts_with("//")) {
            if let Some(rule) = &mut open {
                rule.text.extend(["\n", line]);
            } else if let Some((name, _)) = line.split_once('=').filter(|(name, _)| name.trim().chars().all(is_part)) {
                open = Some(Rule { name: name.trim().to_owned(), text: line.to_owned() });
            }
            if let Some(rule) = open.take_if(|_| line.ends_with('}')) {
                rules.insert(rule.name.clone(), rule);
            }
        }
        assert!(open.is_none() && rules.len() > 100, "the grammar is read whole");
        Self(rules)
    }

    /// Finds a rule.
    pub fn rule(&self, name: &str) -> &Rule {
        self.0.get(name).unwrap_or_else(|| panic!("the grammar has no rule `{name}`; an entry of tests/reference has"))
    }

    /// Returns every rule that a reader of the reference must be told of.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        self.0.values().filter(|rule| !rule.is_bare()).map(|rule| rule.name.as_str())
    }

    /// Returns the words of a rule: its keywords, and those of a token that is a choice of words; each with its
    /// spellings.
    pub fn words(&self, name: &str) -> Vec<Vec<String>> {
        let rule = self.rule(name);
        let keywords = rule.names().into_iter().filter(|name| name.starts_with("kw_"));
        let mut words: Vec<Vec<String>> = keywords.map(|keyword| self.rule(keyword).literals()).collect();
        let is_word = |text: &String| text.chars().all(is_part) && text.contains(char::is_alphanumeric);
        let literals = rule.literals().into_iter().filter(is_word);
        words.extend(literals.map(|text| vec![text]));
        words
    }
}

/// Tells whether a sign can be part of a word.
pub fn is_part(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_'
}
