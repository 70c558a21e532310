use proptest::prelude::*;

use super::super::ast::{Declaration, ExprKind};
use super::grammar::{Rule, describe};
use super::*;
use crate::problem::Note;
use crate::syntax::words::RESERVED;

const FILE: FileId = FileId(7);

fn codes(text: &str) -> Vec<&'static str> {
    parse(FILE, text).1.iter().map(|problem| problem.words().code).collect()
}

fn slice(text: &str, span: Span) -> &str {
    assert_eq!(span.file, FILE);
    &text[span.start as usize..span.end as usize]
}

#[test]
fn what_the_grammar_accepts_and_the_reader_does_not_is_told_as_a_fault_of_ours() {
    let text = "3 days";
    let scan = scan(FILE, text);
    let mended = Mended::new(FILE, text, &scan.tokens, &[]);
    let mut reader = Reader::new(&mended);
    let no_declaration = Grammar::parse(Rule::duration, &mended.text).unwrap();
    let view = View { file: FILE, text, tokens: &scan.tokens };
    assert_eq!(declared(&view, &scan.pieces[0], &mut reader, no_declaration), None);
    let codes: Vec<_> = reader.problems.iter().map(|problem| problem.words().code).collect();
    assert_eq!(codes, ["syntax::unreadable"]);
}

#[test]
fn every_rule_has_words_for_a_message() {
    for rule in Rule::all_rules() {
        let words = describe(*rule);
        assert!(!words.is_empty() && !words.contains('_'), "{rule:?}: {words}");
    }
}

#[test]
fn every_token_rule_that_is_a_keyword_is_called_by_its_spelling() {
    for rule in Rule::all_rules() {
        if let Some(word) = format!("{rule:?}").strip_prefix("kw_") {
            // A word that never stands alone is called with the one that follows: `bounced on`.
            let words = describe(*rule).trim_matches('`').split(' ').next();
            assert_eq!(words, Some(word.replace("re_", "re-").as_str()));
        }
    }
}

#[test]
fn grammar_and_words_reserve_the_same() {
    for word in RESERVED {
        let text = format!("segment {word} on contact {{ where x is 1 }}");
        assert_eq!(codes(&text), ["syntax::reserved-name"], "{word}");
    }
    let grammar = include_str!("../../../grammar/hubwright.pest");
    let rule = grammar.split_once("reserved = _{").unwrap().1.split_once('}').unwrap().0;
    assert_eq!(rule.matches('"').count() / 2, RESERVED.len());
}

#[test]
fn spans_have_no_blanks_or_comments_at_their_ends() {
    let text = "segment a /* */ on contact {\n  version 1 // one\n  where not  x  is \"é\" // tail\n or unknown // end\n }  \n"
        .replace("/* */ ", "");
    let (file, _) = parse(FILE, &text);
    let Declaration::Segment(segment) = &file.declarations[0] else { panic!("a segment") };
    assert_eq!(slice(&text, segment.span), text.trim_end());
    assert_eq!(slice(&text, segment.name.span), "a");
    assert_eq!(slice(&text, segment.rule.span), "not  x  is \"é\" // tail\n or unknown");
    let ExprKind::Not(inner) = &segment.rule.node else { panic!("a not") };
    let ExprKind::Compare { feature, test, or_unknown } = &inner.node else { panic!("a comparison") };
    assert_eq!(slice(&text, feature.span), "x");
    assert_eq!(slice(&text, test.span), "is \"é\"");
    assert_eq!(slice(&text, or_unknown.unwrap()), "or unknown");
}

#[test]
fn spans_lead_over_mended_spellings() {
    let text = "segment a on contact { where x == 'b' && cc != 1 }";
    let (file, problems) = parse(FILE, text);
    assert_eq!(problems.len(), 4);
    let Declaration::Segment(segment) = &file.declarations[0] else { panic!("a segment") };
    let ExprKind::And(parts) = &segment.rule.node else { panic!("an and") };
    assert_eq!(slice(text, parts[0].span), "x == 'b'");
    assert_eq!(slice(text, parts[1].span), "cc != 1");
    assert_eq!(slice(text, segment.span), text);
}

#[test]
fn blocks_span_their_braces() {
    let text = "workflow a on b { if x is 1 as \"l\" { end } }";
    let (file, _) = parse(FILE, text);
    let Declaration::Workflow(ast::Workflow { form: ast::WorkflowForm::Own { body, .. }, .. }) = &file.declarations[0]
    else {
        panic!("a workflow")
    };
    let ast::Action::If { arms, .. } = &body.steps[0].action else { panic!("an if") };
    assert_eq!(slice(text, arms[0].block.span), "{ end }");
    assert_eq!(slice(text, body.steps[0].span), "if x is 1 as \"l\" { end }");
}

#[test]
fn sixty_four_levels_are_read_and_more_are_refused() {
    for (open, close) in [("(", ")"), ("not ", ""), ("not (", ")"), ("any company (", ")")] {
        let weight = open.matches("not").count() + open.matches('(').count();
        let nested =
            |times: usize| format!("segment a on b {{ where {}x is 1{} }}", open.repeat(times), close.repeat(times));
        // The declaration's own brace is the first level.
        assert_eq!(codes(&nested(63 / weight)), [""; 0], "{open}");
        assert_eq!(codes(&nested(64 / weight + 1)), ["syntax::too-deep"], "{open}");
        assert_eq!(codes(&nested(100_000)), ["syntax::too-deep"], "{open}");
    }
    let steps = |times: usize| format!("workflow a on b {{ {}{} }}", "if x is 1 { ".repeat(times), "}".repeat(times));
    assert_eq!(codes(&steps(63)), [""; 0]);
    assert_eq!(codes(&steps(100_000)), ["syntax::too-deep"]);
}

#[test]
fn deep_but_allowed_text_needs_little_stack() {
    let text = format!("segment a on b {{ where {}x is 1{} }}", "any c (".repeat(63), ")".repeat(63));
    let small = std::thread::Builder::new().stack_size(1024 * 1024);
    let read = small.spawn(move || parse(FILE, &text).0.declarations.len()).unwrap();
    assert_eq!(read.join().unwrap(), 1);
}

#[test]
fn long_chains_are_no_depth() {
    let ands = format!("segment a on b {{ where x is 1{} }}", " and x is 1".repeat(5000));
    assert_eq!(codes(&ands), [""; 0]);
    let elses = format!("workflow a on b {{ if x is 1 {{ }} {} }}", "else if x is 1 { } ".repeat(5000));
    assert_eq!(codes(&elses), [""; 0]);
}

#[test]
fn what_is_long_and_wrong_ends_soon() {
    for unit in [
        "(",
        "{",
        "}",
        "{}",
        ";",
        "'",
        "„",
        "\"",
        "\"\"\" ",
        "/*",
        "# ",
        "a ",
        "not ",
        "=",
        "\\",
        "\0",
        "segment ",
        "\nsegment a on b {",
        "\nsegment a on b { where x = 1 }",
        "segment a on b { x }",
        "‘",
        "[(",
        "\"\\",
        "///\n",
        "a.b:c ",
        "1-",
        "2026-11-23",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let (_, problems) = parse(FILE, &text);
        assert!(problems.len() <= MAX_PROBLEMS + 1, "{unit}");
        let text = format!("segment a on contact {{ where x is 1 and {text} }}\nsegment b on c {{ where x is 1 }}\n");
        let (_, problems) = parse(FILE, &text);
        assert!(problems.len() <= MAX_PROBLEMS + 1, "{unit}");
    }
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    assert_eq!(codes(&" ".repeat(MAX_FILE_BYTES as usize)), [""; 0]);
    assert_eq!(codes(&" ".repeat(MAX_FILE_BYTES as usize + 1)), ["syntax::file-too-large"]);
}

#[test]
fn an_unclosed_text_shows_both_places() {
    let text = "segment a on b { title \"x\n where x is 1 }\nsegment c on d { where x is 1 }";
    let (file, problems) = parse(FILE, text);
    assert_eq!(file.declarations.len(), 1, "the next one is read");
    assert_eq!(file.unread[0].node, "a");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].also, [(Span::new(FILE, 23, 24), Note::OpenedHere)]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,200}") {
        let (_, problems) = parse(FILE, &text);
        for problem in problems {
            prop_assert!(!problem.words().message.is_empty());
        }
    }

    #[test]
    fn any_order_of_words_is_read_and_never_unreadable(words in prop::collection::vec(word(), 0..60)) {
        let text = words.join(" ");
        for text in [text.clone(), format!("segment a on b {{ {text} }}"), format!("workflow a on b {{\n{} }}", words.join("\n"))] {
            let (file, problems) = parse(FILE, &text);
            prop_assert!(problems.iter().all(|problem| problem.words().code != "syntax::unreadable"), "{}", text);
            for problem in &problems {
                let at = problem.at.unwrap();
                prop_assert!(text.get(at.start as usize..at.end as usize).is_some(), "{:?} in {}", at, text);
            }
            prop_assert!(!problems.is_empty() || file.unread.is_empty());
        }
    }
}

fn word() -> impl Strategy<Value = String> {
    let words = "segment static list template workflow on contact { } ( ) [ ] , : . = => < <= > >= == != && ; # // /// ' \
        and or not is in any member of has was known unknown true false today now if else where between version title \
        owner enroll when re-enroll suppress wait set clear copy send create task rotate among add to remove from action \
        v7 returns end as match due priority type body assign overwrite a b x is 1 -5 3 days 2026-11-23 09:00 \"t\" \"\"\" \
        contains starts with last more than ago changes created form(\"F\") pipeline(\"P\").stage(\"S\") step: exactly none all \
        was ever changed split notify then elseif AND empty null one within é \u{a0} \0";
    let words: Vec<String> = words.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    prop::sample::select(words)
}
