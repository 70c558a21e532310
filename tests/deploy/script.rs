//! What a deploy case says: a script of blocks.

/// One block of a case.
#[derive(Debug)]
pub enum Block {
    /// Prose: printed as it stands.
    Says(String),
    /// Starts without the files of the base project.
    Empty,
    /// Writes a file.
    File { path: String, text: String },
    /// Replaces text in a file: each line `old => new`; the old text must be there once.
    Edit { path: String, changes: Vec<(String, String)> },
    /// Removes a file or a folder.
    Remove { path: String },
    /// Runs git.
    Git { arguments: Vec<String> },
    /// Runs the binary; what stands before the first word with `=` in it are variables of its environment.
    Run { line: String, quiet: bool },
    /// Puts a portal on loopback; later runs may send their tokens there.
    Serve { line: String },
    /// Sends a request to the embedded portal, as a person at work in it would; `show:` names what is printed.
    Portal { line: String, body: Option<serde_json::Value>, show: Vec<String> },
    /// Prints what a file has, or that it is not there.
    Show { path: String },
    /// The next apply leaves drift that nobody asked to repair.
    DriftStays,
}

/// Reads a case.
pub fn read(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        if line.starts_with("# ") {
            let mut prose = line.to_owned();
            while let Some(more) = lines.next_if(|next| next.starts_with("# ")) {
                prose.push('\n');
                prose.push_str(more);
            }
            blocks.push(Block::Says(prose));
            continue;
        }
        let head = line.strip_prefix("--- ").unwrap_or_else(|| panic!("neither prose nor a block: {line}"));
        let mut body = Vec::new();
        while let Some(next) = lines.peek()
            && !next.starts_with("--- ")
            && !next.starts_with("# ")
        {
            body.extend(lines.next());
        }
        while body.last().is_some_and(|line| line.trim().is_empty()) {
            body.pop();
        }
        let (word, rest) = head.split_once(' ').unwrap_or((head, ""));
        let rest = rest.to_owned();
        blocks.push(match word {
            "empty" => Block::Empty,
            "file" => Block::File { path: rest, text: body.iter().map(|line| format!("{line}\n")).collect() },
            "edit" => Block::Edit { path: rest, changes: body.iter().map(|line| change(line)).collect() },
            "remove" => Block::Remove { path: rest },
            "git" => Block::Git { arguments: words(&rest) },
            "run" => Block::Run { line: rest, quiet: false },
            "given" => Block::Run { line: rest, quiet: true },
            "serve" => Block::Serve { line: rest },
            "portal" => portal(rest, &body),
            "show" => Block::Show { path: rest },
            "drift" => Block::DriftStays,
            _ => panic!("no such block: {line}"),
        });
    }
    blocks
}

/// `old => new`; `\n` in either is a new line.
fn change(line: &str) -> (String, String) {
    let (old, new) = line.split_once(" => ").or(line.split_once(" =>")).unwrap_or_else(|| panic!("no `=>`: {line}"));
    (old.replace("\\n", "\n"), new.replace("\\n", "\n"))
}

fn portal(line: String, body: &[&str]) -> Block {
    let (shows, body): (Vec<&str>, Vec<&str>) = body.iter().partition(|line| line.starts_with("show: "));
    let show = shows.iter().flat_map(|line| line["show: ".len()..].split_whitespace()).map(str::to_owned).collect();
    let body = body.join("\n");
    let body = (!body.trim().is_empty())
        .then(|| serde_json::from_str(&body).unwrap_or_else(|error| panic!("{line}: {error}: {body}")));
    Block::Portal { line, body, show }
}

/// Cuts a command line into words; double quotes hold a word together.
pub fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut quoted = false;
    let mut between = true;
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                if between {
                    words.push(String::new());
                    between = false;
                }
            }
            ' ' if !quoted => between = true,
            c => {
                if between {
                    words.push(String::new());
                    between = false;
                }
                words.last_mut().unwrap().push(c);
            }
        }
    }
    words
}

/// A folder in memory where the machine has one: what is played there need not survive a power cut.
pub fn fast_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}
