//! Sources of any size that ask for much: each generator takes the bytes that one file may have.

/// Files of a project, by path.
pub type Files = Vec<(String, String)>;

/// What the rules of all cases may name.
pub const CATALOG: &str = "\
owners:
  growth: { team: Growth }
objects:
  contact:
    features:
      country: { type: string }
      score: { type: number }
      seen: { type: date }
      agreed: { type: bool }
      plan: { type: enum, options: { free: Free, pro: Pro } }
      tags: { type: set, options: { red: Red, blue: Blue } }
    associations:
      company: { to: company }
  company:
    features:
      size: { type: number }
      industry: { type: string }
";

/// Repeats a part, which knows its number, up to a size.
pub fn fill(bytes: usize, mut part: impl FnMut(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 1000);
    let mut at = 0;
    while text.len() < bytes {
        text.push_str(&part(at));
        at += 1;
    }
    text
}

/// Joins a part, which knows its number, up to a size.
pub fn joined(bytes: usize, between: &str, mut part: impl FnMut(usize) -> String) -> String {
    fill(bytes, |at| if at == 0 { part(at) } else { format!("{between}{}", part(at)) })
}

fn segment(rule: &str) -> String {
    format!("segment a on contact {{ version 1 where {rule} }}\n")
}

fn workflow(body: &str) -> String {
    format!("workflow w on contact {{\n  version 1\n  enabled\n  enroll manually\n{body}\n}}\n")
}

fn rules(text: String) -> Files {
    vec![("rules/a.seg".to_owned(), text), ("rules/features.yaml".to_owned(), CATALOG.to_owned())]
}

fn flows(text: String) -> Files {
    vec![("workflows/a.flow".to_owned(), text), ("rules/features.yaml".to_owned(), CATALOG.to_owned())]
}

fn catalog(text: String) -> Files {
    vec![("rules/features.yaml".to_owned(), text), ("rules/a.seg".to_owned(), segment("country is known"))]
}

/// A generator with its name.
pub type Case = (&'static str, fn(usize) -> Files);

/// Many declarations.
pub const DECLARATIONS: &[Case] = &[
    ("small segments", |bytes| {
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where country is known }}\n")))
    }),
    ("segments on one line", |bytes| {
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where contry is known }} ")))
    }),
    ("segments with an unknown feature", |bytes| {
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where contry is known }}\n")))
    }),
    ("segments with two mistakes", |bytes| {
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where a == 1 b = = 2 }}\n")))
    }),
    ("segments that name nobody", |bytes| {
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where member of t{n} }}\n")))
    }),
    ("segments of one name", |bytes| {
        rules(fill(bytes, |_| "segment s on contact { version 1 where country is known }\n".to_owned()))
    }),
    ("segments of one title", |bytes| {
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 title \"T\" where country is known }}\n")))
    }),
    ("former names", |bytes| {
        rules(fill(bytes, |n| {
            format!("segment s{n} on contact {{ version 1 formerly t{} where country is known }}\n", n / 2)
        }))
    }),
    ("a chain", |bytes| {
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where member of s{} }}\n", n + 1)))
    }),
    ("chains between circles", |bytes| {
        let chain = fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where member of s{} }}\n", n + 1));
        let last = chain.lines().count();
        rules(format!(
            "{chain}segment s{last} on contact {{ version 1 where member of s{last} }}\n\
             segment r on contact {{ version 1 where member of r and member of s0 }}\n"
        ))
    }),
    ("a circle of all", |bytes| {
        let chain = fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where member of s{} }}\n", n + 1));
        let last = chain.lines().count();
        rules(format!("{chain}segment s{last} on contact {{ version 1 where member of s0 }}\n"))
    }),
    ("circles of two", |bytes| {
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where member of s{} }}\n", n ^ 1)))
    }),
    ("a chain that goes back and forth", |bytes| {
        rules(fill(bytes, |n| {
            let before = n.saturating_sub(1);
            format!("segment s{n} on contact {{ version 1 where member of s{} or member of s{before} }}\n", n + 1)
        }))
    }),
    ("static lists", |bytes| rules(fill(bytes, |n| format!("static list s{n} on contact {{ }}\n")))),
    ("docs", |bytes| rules(format!("{}{}", fill(bytes, |n| format!("/// {n}\n")), segment("country is known")))),
    ("templates that nobody uses", |bytes| {
        flows(fill(bytes, |n| format!("template t{n}(f: feature) on contact {{ version 1 set f = 1 }}\n")))
    }),
    ("uses of a small template", |bytes| {
        let template = "template t(f: feature) on contact { version 1 enabled enroll manually set f = 1 }\n";
        flows(format!("{template}{}", fill(bytes, |n| format!("workflow w{n} = t(f: score)\n"))))
    }),
    ("uses of a large template", |bytes| {
        let steps = fill(bytes / 2, |_| "set score = 1\n".to_owned());
        let template =
            format!("template t(f: feature) on contact {{ version 1 enabled enroll manually set f = 1\n{steps}}}\n");
        flows(format!("{template}{}", fill(bytes / 2, |n| format!("workflow w{n} = t(f: score)\n"))))
    }),
    ("uses of a template that is almost too large", |bytes| {
        let steps = "set country = \"0123456789012345678901234567890123456789\"\n".repeat(490);
        let template =
            format!("template t(f: feature) on contact {{ version 1 enabled enroll manually set f = 1\n{steps}}}\n");
        flows(format!("{template}{}", fill(bytes, |n| format!("workflow w{n} = t(f: score)\n"))))
    }),
    ("large text in many holes", |bytes| {
        let text = "x".repeat(bytes / 2);
        let holes = "{f}".repeat(bytes / 6);
        flows(format!(
            "template t(f: string) on contact {{ version 1 enabled enroll manually create task \"{holes}\" {{ }} }}\n\
             workflow w = t(f: \"{text}\")\n"
        ))
    }),
    ("many parameters", |bytes| {
        let parameters = joined(bytes / 3, ", ", |n| format!("p{n}: string"));
        let count = parameters.matches(',').count() + 1;
        let steps = (0..count).map(|n| format!("set country = p{n}\n")).collect::<String>();
        let arguments = (0..count).map(|n| format!("p{n}: \"x\"")).collect::<Vec<_>>().join(", ");
        flows(format!(
            "template t({parameters}) on contact {{ version 1 enabled enroll manually\n{steps} }}\n\
             workflow w = t({arguments})\n"
        ))
    }),
    ("unknown arguments", |bytes| {
        flows(format!(
            "template t(f: feature) on contact {{ version 1 enabled enroll manually set f = 1 }}\nworkflow w = t({})\n",
            joined(bytes, ", ", |n| format!("g{n}: score"))
        ))
    }),
];

/// Comments that silence.
pub const ALLOWS: &[Case] = &[
    ("allowed segments", |bytes| {
        rules(fill(bytes, |n| {
            format!(
                "// allow check::drops-empty: x\nsegment s{n} on contact {{ version 1 where country is not \"a\" }}\n"
            )
        }))
    }),
    ("allowed lines", |bytes| {
        let part = "// allow check::drops-empty: x\n and country is not \"a\"\n";
        rules(segment(&format!("country is known {}", fill(bytes, |_| part.to_owned()))))
    }),
    ("allowed again", |bytes| {
        let allow = "// allow check::drops-empty: x\n";
        let rule = joined(bytes / 2, " or ", |n| format!("country is not \"{n}\""));
        rules(format!("{}{}", fill(bytes / 2, |_| allow.to_owned()), segment(&rule)))
    }),
    ("idle allows", |bytes| rules(fill(bytes, |_| "// allow check::drops-empty: x\n".to_owned()))),
];

/// Rules that grow.
pub const RULES: &[Case] = &[
    ("or", |bytes| rules(segment(&joined(bytes, " or ", |n| format!("score is {n}"))))),
    ("or not", |bytes| rules(segment(&joined(bytes, " or ", |_| "not score is 1".to_owned())))),
    ("and", |bytes| rules(segment(&joined(bytes, " and ", |n| format!("score is not {n}"))))),
    ("the same again", |bytes| rules(segment(&joined(bytes, " or ", |n| format!("score is {}", n % 240))))),
    ("the same again, too many", |bytes| rules(segment(&joined(bytes, " or ", |n| format!("score is {}", n % 990))))),
    ("unions times unions", |bytes| {
        rules(segment(&joined(bytes, " and ", |n| format!("(score is {n} or score is {})", n + 1))))
    }),
    ("rules that explode", |bytes| {
        let rule = joined(400, " and ", |n| format!("(score is {n} or country is \"{n}\")"));
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where {rule} }}\n")))
    }),
    ("rules that almost explode", |bytes| {
        let rule = joined(160, " and ", |n| format!("(score is {n} or country is \"{n}\")"));
        rules(fill(bytes, |n| format!("segment s{n} on contact {{ version 1 where {rule} }}\n")))
    }),
    ("exploding parts", |bytes| {
        let part = joined(200, " and ", |n| format!("(score is {n} or country is \"{n}\")"));
        rules(segment(&joined(bytes, " or ", |n| format!("({part} and score is {n})"))))
    }),
    ("negated", |bytes| rules(segment(&format!("not ({})", joined(bytes, " or ", |n| format!("score is {n}")))))),
    ("negated products", |bytes| {
        rules(segment(&joined(bytes, " and ", |n| format!("not (score is {n} and country is \"{n}\")"))))
    }),
    ("nested in turn", |bytes| {
        let mut rule = "country is known".to_owned();
        let each = bytes / 60;
        for level in 0..60 {
            let word = if level % 2 == 0 { " or " } else { " and " };
            rule = format!("({rule}{word}{})", joined(each, word, |n| format!("score is {n}")));
        }
        rules(segment(&rule))
    }),
    ("mixed", |bytes| rules(segment(&joined(bytes, " or ", |n| format!("score is {n} and country is \"{n}\""))))),
    ("any of", |bytes| rules(segment(&format!("any company ({})", joined(bytes, " or ", |n| format!("size is {n}")))))),
    ("any again", |bytes| rules(segment(&joined(bytes, " or ", |n| format!("any company (size is {n})"))))),
    ("in numbers", |bytes| rules(segment(&format!("score in ({})", joined(bytes, ", ", |n| n.to_string()))))),
    ("in texts", |bytes| rules(segment(&format!("country in ({})", joined(bytes, ", ", |n| format!("\"{n}\"")))))),
    ("not in texts", |bytes| {
        rules(segment(&format!("country not in ({})", joined(bytes, ", ", |n| format!("\"{n}\"")))))
    }),
    ("in options that there are not", |bytes| {
        rules(segment(&format!("plan in ({})", joined(bytes, ", ", |n| format!("pro{n}")))))
    }),
    ("contains any", |bytes| {
        rules(segment(&format!("country contains any of ({})", joined(bytes, ", ", |n| format!("\"{n}\"")))))
    }),
    ("the same value again", |bytes| {
        rules(segment(&format!("country in ({})", joined(bytes, ", ", |_| "\"a\"".to_owned()))))
    }),
    ("a long text", |bytes| rules(segment(&format!("country is \"{}\"", "x".repeat(bytes))))),
    ("a long name", |bytes| rules(segment(&format!("{} is 1", "x".repeat(bytes))))),
    ("a long title", |bytes| {
        rules(format!(
            "segment a on contact {{ version 1 title \"{}\" where country is known }}",
            "\\t".repeat(bytes / 2)
        ))
    }),
    ("a long number", |bytes| rules(segment(&format!("score is {}", "9".repeat(bytes))))),
    ("unknown features", |bytes| rules(segment(&joined(bytes, " and ", |n| format!("scor{n} is {n}"))))),
];

/// Workflows that grow.
pub const STEPS: &[Case] = &[
    ("steps", |bytes| flows(workflow(&fill(bytes, |n| format!("set score = {n}\n"))))),
    ("wrong steps", |bytes| flows(workflow(&fill(bytes, |n| format!("set scores = {n}\n"))))),
    ("steps behind the end", |bytes| flows(workflow(&fill(bytes, |_| "end\n".to_owned())))),
    ("named steps", |bytes| flows(workflow(&fill(bytes, |n| format!("n{n}: set score = {n}\n"))))),
    ("steps of one name", |bytes| flows(workflow(&fill(bytes, |n| format!("n: set score = {n}\n"))))),
    ("else if", |bytes| flows(workflow(&joined(bytes, " else ", |n| format!("if score is {n} {{ set score = 1 }}"))))),
    ("if", |bytes| flows(workflow(&fill(bytes, |n| format!("if score is {n} {{ }}\n"))))),
    ("match arms", |bytes| {
        flows(workflow(&format!("match score {{\n{}}}", fill(bytes, |n| format!("{n} => {{ set score = 1 }}\n")))))
    }),
    ("match values", |bytes| {
        flows(workflow(&format!("match score {{ {} => {{ }} }}", joined(bytes, ", ", |n| n.to_string()))))
    }),
    ("lines: suppress", |bytes| flows(workflow(&fill(bytes, |n| format!("suppress member of s{n}\n"))))),
    ("lines: enroll on", |bytes| {
        flows(format!(
            "workflow w on contact {{ version 1 enabled\n{} set score = 1 }}",
            fill(bytes, |n| format!("enroll on score changes to {n}\n"))
        ))
    }),
    ("lines: re-enroll", |bytes| {
        flows(format!(
            "workflow w on contact {{ version 1 enabled\nenroll when score is known\n{} set score = 1 }}",
            fill(bytes, |n| format!("re-enroll when score changes to {n}\n"))
        ))
    }),
    ("lines: enabled", |bytes| flows(workflow(&fill(bytes, |_| "enabled in demo\n".to_owned())))),
    ("lines: enabled in", |bytes| {
        flows(workflow(&format!("disabled in {}\n", joined(bytes, ", ", |n| format!("e{n}")))))
    }),
    ("holes in a text", |bytes| flows(workflow(&format!("create task \"{}\" {{ }}", "{score}".repeat(bytes / 7))))),
    ("wrong holes in a text", |bytes| flows(workflow(&format!("create task \"{}\" {{ }}", "{".repeat(bytes))))),
    ("open holes in a text", |bytes| flows(workflow(&format!("create task \"{}\" {{ }}", "{a".repeat(bytes / 2))))),
    ("closed holes in a text", |bytes| flows(workflow(&format!("create task \"{}\" {{ }}", "}".repeat(bytes))))),
    ("unknown holes in a text", |bytes| flows(workflow(&format!("create task \"{}\" {{ }}", "{x}".repeat(bytes / 3))))),
    ("fields", |bytes| {
        flows(workflow(&format!("action \"1-2\" v1 {{ {} }}", joined(bytes, ", ", |n| format!("f{n} = {n}")))))
    }),
    ("fields of one name", |bytes| {
        flows(workflow(&format!("action \"1-2\" v1 {{ {} }}", joined(bytes, ", ", |n| format!("f = {n}")))))
    }),
    ("a list", |bytes| {
        flows(workflow(&format!("action \"1-2\" v1 {{ f = [{}] }}", joined(bytes, ", ", |n| n.to_string()))))
    }),
    ("returns", |bytes| {
        let keys = joined(bytes, ", ", |n| format!("k{n}"));
        flows(workflow(&format!("n: action \"1-2\" v1 {{ f = 1 }} returns ({keys})\nset country = \"{{n.k1}}\"")))
    }),
    ("task lines", |bytes| {
        flows(workflow(&format!("create task \"x\" {{\n{} }}", fill(bytes, |_| "body \"x\"\n".to_owned()))))
    }),
    ("rotate among", |bytes| {
        flows(workflow(&format!("rotate score among {}", joined(bytes, ", ", |n| format!("user(\"u{n}\")")))))
    }),
];

/// Texts that are no program.
pub const NOISE: &[Case] = &[
    ("signs", |bytes| rules(";".repeat(bytes))),
    ("nul", |bytes| rules("\0".repeat(bytes))),
    ("nul among words", |bytes| rules("a \0 ".repeat(bytes / 4))),
    ("bidirectional", |bytes| rules("// \u{202e}\n".repeat(bytes / 7))),
    ("quotes", |bytes| rules("'\u{2018}".repeat(bytes / 4))),
    ("words", |bytes| rules("a ".repeat(bytes / 2))),
    ("keywords", |bytes| rules("segment ".repeat(bytes / 8))),
    ("lines of keywords", |bytes| rules("segment\n".repeat(bytes / 8))),
    ("brackets", |bytes| rules("([{".repeat(bytes / 3))),
    ("closed brackets", |bytes| rules("segment a on contact { where ({[]}) }\n".repeat(bytes / 38))),
    ("slips", |bytes| rules(segment(&"a == 'b' && ".repeat(bytes / 12)))),
    ("slips in many", |bytes| rules(segment("a == 'b' && c != 'd' ;").repeat(bytes / 60))),
    ("comments of others", |bytes| rules("/* */ # x\n".repeat(bytes / 10))),
    ("unclosed", |bytes| rules("segment a on contact { title \"x\n".repeat(bytes / 32))),
    ("two million lines", |bytes| rules("\n".repeat(bytes))),
    ("mistakes in one", |bytes| rules(segment(&"country is is 1 and ".repeat(bytes / 20)))),
    ("nots", |bytes| rules(segment(&"not ".repeat(bytes / 4)))),
];

/// Catalogs that grow.
pub const CATALOGS: &[Case] = &[
    ("features", |bytes| {
        catalog(format!(
            "objects:\n  contact:\n    features:\n{}",
            fill(bytes, |n| format!("      f{n}: {{ type: string }}\n"))
        ))
    }),
    ("features of one property", |bytes| {
        catalog(format!(
            "objects:\n  contact:\n    features:\n{}",
            fill(bytes, |n| format!("      f{n}: {{ type: string, property: p }}\n"))
        ))
    }),
    ("features of one name", |bytes| {
        catalog(format!(
            "objects:\n  contact:\n    features:\n{}",
            fill(bytes, |_| "      f: { type: string }\n".to_owned())
        ))
    }),
    ("features of nobody", |bytes| {
        catalog(format!(
            "owners:\n{}objects:\n  contact:\n    features:\n{}",
            fill(bytes / 2, |n| format!("  o{n}: {{ team: T }}\n")),
            fill(bytes / 2, |n| format!("      f{n}: {{ type: string, owner: p{n} }}\n"))
        ))
    }),
    ("options", |bytes| {
        catalog(format!(
            "objects: {{ contact: {{ features: {{ f: {{ type: enum, options: {{ {} }} }} }} }} }}",
            joined(bytes, ", ", |n| format!("o{n}: L{n}"))
        ))
    }),
    ("options of one label", |bytes| {
        catalog(format!(
            "objects: {{ contact: {{ features: {{ f: {{ type: enum, options: {{ {} }} }} }} }} }}",
            joined(bytes, ", ", |n| format!("o{n}: L"))
        ))
    }),
    ("objects that there are not", |bytes| {
        catalog(format!("objects:\n{}", fill(bytes, |n| format!("  o{n}: {{ }}\n"))))
    }),
    ("custom objects", |bytes| {
        catalog(format!(
            "objects:\n{}",
            fill(bytes, |n| format!("  o{n}: {{ custom: c, associations: {{ a: {{ to: q{n} }} }} }}\n"))
        ))
    }),
    ("associations", |bytes| {
        catalog(format!(
            "objects:\n  contact:\n    associations:\n{}",
            fill(bytes, |n| format!("      a{n}: {{ to: company, label: L{n} }}\n"))
        ))
    }),
    ("a flat list", |bytes| catalog("- x\n".repeat(bytes / 4))),
    ("a deep list", |bytes| catalog("[".repeat(bytes))),
    ("deep keys", |bytes| catalog(fill(bytes.min(100_000), |n| format!("{}k:\n", " ".repeat(n))))),
    ("keys alone", |bytes| catalog("? ".repeat(bytes / 2))),
    ("dashes", |bytes| catalog("- ".repeat(bytes / 2))),
    ("anchors", |bytes| catalog(format!("a: [{}]", joined(bytes, ", ", |n| format!("&a{n} x"))))),
    ("aliases", |bytes| catalog(format!("a: &a x\nb: [{}]", joined(bytes, ", ", |_| "*a".to_owned())))),
    ("folded", |bytes| catalog(format!("a: >\n{}", fill(bytes, |_| "  x\n".to_owned())))),
    ("escapes", |bytes| catalog(format!("a: \"{}\"", "\\x41".repeat(bytes / 4)))),
    ("spaces", |bytes| catalog(format!("a:{}b", " ".repeat(bytes)))),
    ("plain lines", |bytes| catalog("a\n".repeat(bytes / 2))),
    ("keys of one name", |bytes| catalog("a: 1\n".repeat(bytes / 5))),
];

/// All of them.
pub fn all() -> impl Iterator<Item = (&'static str, fn(usize) -> Files)> {
    [DECLARATIONS, ALLOWS, RULES, STEPS, NOISE, CATALOGS].into_iter().flatten().copied()
}
