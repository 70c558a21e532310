//! Shows a tree from its `Debug` text: places, wrappers and names of fields left out, one node in parentheses each.

/// Makes `(Segment hot contact (Version 1) (Compare score (Order GreaterOrEqual 80)))` of a `Debug` text.
pub fn compact(debug: &str) -> String {
    let mut reader = Reader { rest: debug };
    let node = reader.node();
    let mut out = String::new();
    show(&node, 0, &mut out);
    out
}

enum Node {
    Leaf(String),
    Branch(String, Vec<Node>),
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn eat(&mut self, sign: char) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.starts_with(sign);
        if found {
            self.rest = &self.rest[sign.len_utf8()..];
        }
        found
    }

    fn node(&mut self) -> Node {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with('"') {
            let mut escaped = false;
            let end = self.rest[1..].find(|c| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            return Node::Leaf(self.take(end.unwrap() + 2));
        }
        if self.eat('[') {
            return Node::Branch(String::new(), self.parts(']'));
        }
        let end = self.rest.find(|c: char| "(){}[], ".contains(c)).unwrap_or(self.rest.len());
        let name = self.take(end);
        if self.eat('(') {
            Node::Branch(name, self.parts(')'))
        } else if self.eat('{') {
            Node::Branch(name, self.parts('}'))
        } else {
            Node::Leaf(name)
        }
    }

    fn parts(&mut self, close: char) -> Vec<Node> {
        let mut parts = Vec::new();
        while !self.eat(close) {
            self.rest = self.rest.trim_start();
            let mut field = "";
            if close == '}' {
                let (name, rest) = self.rest.split_once(':').unwrap();
                (field, self.rest) = (name, rest);
            }
            let part = self.node();
            if field != "span" && field != "doc" || field == "doc" && !is_none(&part) {
                parts.push(part);
            }
            self.eat(',');
        }
        parts
    }

    fn take(&mut self, length: usize) -> String {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken.to_owned()
    }
}

fn is_none(node: &Node) -> bool {
    matches!(node, Node::Leaf(name) if name == "None")
}

/// Names that only wrap what they hold.
const WRAPPERS: [&str; 2] = ["Spanned", "Some"];

fn plain(node: &Node) -> &Node {
    match node {
        Node::Branch(name, parts) if WRAPPERS.contains(&name.as_str()) && parts.len() == 1 => plain(&parts[0]),
        Node::Branch(..) | Node::Leaf(_) => node,
    }
}

fn show(node: &Node, depth: usize, out: &mut String) {
    match plain(node) {
        Node::Leaf(text) => out.push_str(text),
        Node::Branch(name, parts) => {
            let parts: Vec<&Node> = parts.iter().map(plain).filter(|part| !is_none(part)).collect();
            let (open, close) = if name.is_empty() { ("[", "]") } else { ("(", ")") };
            out.push_str(open);
            out.push_str(name);
            let mut shown = Vec::new();
            for part in &parts {
                let mut text = String::new();
                show(part, depth + 1, &mut text);
                shown.push(text);
            }
            let long = shown.iter().map(|text| text.len() + 1).sum::<usize>() + depth * 2 > 110;
            for (at, text) in shown.iter().enumerate() {
                if long && (text.starts_with('(') || text.starts_with('[')) {
                    out.push('\n');
                    out.push_str(&"  ".repeat(depth + 1));
                } else if at > 0 || !name.is_empty() {
                    out.push(' ');
                }
                out.push_str(text);
            }
            out.push_str(close);
        }
    }
}
