//! Whether a text can be a regular expression: HubSpot's flavour is not documented, so only what no flavour takes is
//! refused.

/// Returns why a text is no regular expression.
pub fn fault(pattern: &str) -> Option<&'static str> {
    let mut groups = 0_usize;
    let mut class = false;
    // Whether something stands before this place that can be repeated.
    let mut repeatable = false;
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => {
                if signs.next().is_none() {
                    return Some("it ends with `\\`");
                }
                repeatable = true;
            }
            ']' if class => class = false,
            _ if class => repeatable = true,
            '[' => class = true,
            '(' => {
                groups += 1;
                // `(?:`, `(?=` and their like begin with a sign that repeats nothing.
                if signs.as_str().starts_with('?') {
                    signs.next();
                }
                repeatable = false;
            }
            ')' => {
                let Some(rest) = groups.checked_sub(1) else { return Some("a `)` closes nothing") };
                groups = rest;
                repeatable = true;
            }
            '|' => repeatable = false,
            '*' | '+' | '?' if !repeatable => return Some("a `*`, `+` or `?` has nothing before it to repeat"),
            _ => repeatable = true,
        }
    }
    match (class, groups) {
        (true, _) => Some("a `[` is not closed"),
        (false, 0) => None,
        (false, _) => Some("a `(` is not closed"),
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn only_what_no_flavour_takes_is_refused() {
        for good in [".*/pricing/?", "a|b", "(?:x|y)+", "[^/]+$", "\\(", "^/(de|fr)/", "a{2,3}?", "[(]"] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in ["*a", "a(b", "a)b", "[a", "a\\", "(+)", "a|?"] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
