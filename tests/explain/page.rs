//! A page of `docs/problems`, read as its reader reads it: prose, then headed parts with blocks of code.

/// A part of a page below one of its headings.
#[derive(Debug, Default)]
pub struct Part {
    /// Its heading, without the colon.
    pub heading: String,
    /// What stands in it outside of blocks.
    pub text: String,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Debug, Default)]
pub struct Block {
    /// The word behind the fence.
    pub language: String,
    /// Its lines.
    pub text: String,
}

/// The headings that divide a page.
const HEADINGS: &[&str] = &["Wrong:", "Right:", "Situation:", "Way out:"];

/// Divides a page; the first part has no heading and is the prose.
pub fn parts(page: &str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    let mut open: Option<Block> = None;
    for line in page.lines().skip(1) {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => parts.last_mut().unwrap().blocks.extend(open.take()),
            (Some(block), None) => block.text.extend([line, "\n"]),
            (None, Some(language)) => open = Some(Block { language: language.to_owned(), text: String::new() }),
            (None, None) if HEADINGS.contains(&line) => {
                parts.push(Part { heading: line.trim_end_matches(':').to_owned(), ..Part::default() });
            }
            (None, None) => parts.last_mut().unwrap().text.extend([line, "\n"]),
        }
    }
    assert!(open.is_none(), "a block is left open in\n{page}");
    parts
}

impl Part {
    /// Returns the codes that the part's sentences name: what its example says besides the page's own.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.text.split('`').skip(1).step_by(2).filter(|word| word.contains("::"))
    }

    /// Tells whether there is anything below the heading.
    pub fn says_something(&self) -> bool {
        !self.text.trim().is_empty() || self.blocks.iter().any(|block| !block.text.trim().is_empty())
    }
}
